from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import LAYER, article, both, merged, pairs, shuffled

from data.article import Span
from eval.errors import KINDS, NONE, error_report, pair_spans
from eval.scores import Counts, score


@pytest.mark.parametrize(
    ("gold", "found", "kind"),
    [
        (("unit", 4, 8), ("unit", 4, 8), "exact"),
        (("unit", 4, 8), ("location", 4, 8), "label"),
        (("unit", 4, 8), ("unit", 5, 8), "left"),
        (("unit", 4, 8), ("unit", 4, 9), "right"),
        (("unit", 4, 8), ("unit", 3, 9), "both"),
        (("unit", 4, 8), ("location", 4, 7), "label_and_boundary"),
    ],
)
def test_each_kind_of_pair(gold, found, kind):
    (pair,) = pair_spans([Span(*gold)], [Span(*found)])
    assert pair.kind == kind


def test_a_span_nested_in_one_of_another_label_is_not_mistaken_for_it():
    pairs = pair_spans([Span("location", 0, 3)], [Span("unit", 0, 9)])
    assert [pair.kind for pair in pairs] == ["missed", "spurious"]


def test_what_fits_best_is_paired_first():
    gold = [Span("unit", 0, 10), Span("location", 12, 16)]
    found = [Span("unit", 0, 9), Span("unit", 8, 12), Span("unit", 12, 16)]
    kinds = {(p.kind, p.predicted.start) for p in pair_spans(gold, found)}
    assert kinds == {("right", 0), ("spurious", 8), ("label", 12)}


def test_gains_by_hand():
    """Of 4 gold and 4 predicted spans 1 is right: F1 is 2 / 8."""
    gold = article(("unit", 0, 2), ("unit", 3, 5), ("unit", 6, 9), ("location", 10, 12))
    found = article(("unit", 0, 2), ("unit", 3, 6), ("location", 6, 9), ("location", 14, 15))
    report = error_report([gold], [found], LAYER)
    gains = {kind: row["gain"] for kind, row in report["kinds"].items() if row["count"]}
    assert gains == pytest.approx(
        {
            "missed": 4 / 9 - 1 / 4,
            "spurious": 2 / 7 - 1 / 4,
            "label": 4 / 8 - 1 / 4,
            "right": 4 / 8 - 1 / 4,
        }
    )
    assert sum(row["share"] for row in report["kinds"].values()) == pytest.approx(1)
    assert report["kinds"]["label"]["labels"] == {"unit": 1, "location": 0}
    assert report["confusion"] == {
        "unit": {"unit": 2, "location": 1, NONE: 0},
        "location": {"unit": 0, "location": 0, NONE: 1},
        NONE: {"unit": 0, "location": 1, NONE: 0},
    }


@given(pairs)
def test_every_span_is_in_one_pair(held):
    gold, found = both(held)
    counts = score(gold, found, LAYER).micro()
    report = error_report(gold, found, LAYER)
    kinds = {kind: row["count"] for kind, row in report["kinds"].items()}
    paired = sum(kinds.values()) - kinds["missed"] - kinds["spurious"]
    assert counts.gold == counts.credit + paired + kinds["missed"]
    assert counts.predicted == counts.credit + paired + kinds["spurious"]
    for label, row in report["confusion"].items():
        if label != NONE:
            assert sum(row.values()) == score(gold, found, LAYER).modes["strict"][label].gold
    assert all(row["gain"] >= 0 for row in report["kinds"].values())


@given(pairs)
def test_a_gain_is_what_the_repair_brings(held):
    gold, found = both(held)
    before = score(gold, found, LAYER).micro().f1
    report = error_report(gold, found, LAYER)
    for kind in KINDS:
        repaired = []
        for want, have in zip(gold, found, strict=True):
            spans = []
            for pair in pair_spans(want.spans, have.spans):
                if pair.kind == kind:
                    spans += [pair.gold] if pair.gold else []
                else:
                    spans += [pair.predicted] if pair.predicted else []
            repaired.append(have.with_spans(spans))
        after: Counts = score(gold, repaired, LAYER).micro()
        if report["kinds"][kind]["count"]:
            assert report["kinds"][kind]["gain"] == pytest.approx(after.f1 - before)


@given(pairs, st.randoms())
def test_order_and_merging_change_nothing(held, chance: random.Random):
    gold, found = both(held)
    report = error_report(gold, found, LAYER)
    assert error_report(*shuffled(gold, found, chance), LAYER) == report
    assert error_report(merged(gold), merged(found), LAYER) == report
