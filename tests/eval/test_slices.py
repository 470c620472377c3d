from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import LAYER, article, both, pairs, shuffled

from data.article import Article, Block, Span
from eval.scores import score
from eval.slices import slice_report
from eval.slicings import forms_of, slicings

TEXT = "SDF in Kobani\n\nThe SDF took the town of Kobani"
GOLD = Article(
    "a",
    TEXT,
    blocks=(Block("headline", 0, 13), Block("p", 15, len(TEXT))),
    meta={"genre": "wire"},
).with_spans(
    [
        Span("unit", 0, 3), Span("location", 7, 13), Span("unit", 19, 22),
        Span("location", 40, 46), Span("unit", 40, 46),
    ]
)  # fmt: skip
FOUND = GOLD.with_spans(
    [Span("unit", 0, 3), Span("unit", 15, 22), Span("location", 40, 46), Span("location", 28, 46)]
)


@pytest.fixture
def report():
    forms = forms_of([article(("unit", 0, 3), text="sdf")], LAYER)
    return slice_report([GOLD], [FOUND], LAYER, forms)


def row(report, slicing, value):
    micro = report[slicing]["rows"][value]["micro"]
    return micro["support"], micro.get("predicted"), round(micro["recall"] * micro["support"])


def test_hand_worked_slices(report):
    assert row(report, "block", "headline") == (2, 1, 1)
    assert row(report, "block", "body") == (3, 3, 1)
    assert row(report, "genre", "wire") == (5, 4, 2)
    assert row(report, "span_words", "1") == (5, 2, 2)
    assert row(report, "span_words", "2") == (0, 1, 0)
    assert row(report, "span_words", "3-4") == (0, 1, 0)
    assert row(report, "form", "seen") == (2, 1, 1)
    assert row(report, "form", "unseen") == (3, 3, 1)
    assert row(report, "article_words", "up to 200") == (5, 4, 2)
    assert "conflict" not in report
    assert report["block"]["rows"]["headline"]["labels"]["location"]["support"] == 1


def test_a_property_of_gold_alone_gives_no_precision(report):
    assert row(report, "nested", "nested") == (2, None, 1)
    assert row(report, "nested", "alone") == (3, None, 1)
    assert report["nested"]["recall_only"]
    assert set(report["nested"]["rows"]["alone"]["micro"]) == {"support", "recall"}


def test_without_the_training_articles_there_are_no_forms():
    assert "form" not in slicings(None)


@given(pairs, st.randoms())
def test_slices_add_up_and_order_changes_nothing(held, chance: random.Random):
    gold, found = both(held)
    report = slice_report(gold, found, LAYER, frozenset({("unit", "ab")}))
    assert (
        slice_report(*shuffled(gold, found, chance), LAYER, frozenset({("unit", "ab")})) == report
    )
    whole = score(gold, found, LAYER).micro()
    for name in ("span_words", "article_words", "form", "nested"):
        rows = [r["micro"] for r in report.get(name, {"rows": {}})["rows"].values()]
        if not rows:
            continue
        assert sum(r["support"] for r in rows) == whole.gold
        assert sum(r["support"] * r["recall"] for r in rows) == pytest.approx(whole.credit)
        if name != "nested":
            assert sum(r["predicted"] for r in rows) == whole.predicted
            right = sum(r["predicted"] * r["precision"] for r in rows)
            assert right == pytest.approx(whole.credit)
