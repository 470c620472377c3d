from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from data.article import Article, Span
from data.bio import to_spans
from data.schema import Label, Layer, Schema
from eval.scores import Counts, credit, score

LAYER = Schema("x", (Layer("only", (Label("unit", "unit"), Label("location", "location"))),))
TEXT = "abcdefghijklmnopqrst"


def article(*spans, name="a"):
    return Article(name, TEXT).with_spans(Span(label, i, j) for label, i, j in spans)


def test_hand_worked_counts():
    gold = article(("unit", 0, 4), ("unit", 6, 9), ("location", 10, 12))
    found = article(("unit", 0, 4), ("unit", 6, 8), ("unit", 10, 12), ("location", 14, 15))
    scores = score([gold], [found], LAYER)
    assert scores.modes["strict"]["unit"] == Counts(2, 3, 1)
    assert scores.modes["partial"]["unit"] == Counts(2, 3, 1.5)
    assert scores.modes["overlap"]["unit"] == Counts(2, 3, 2)
    assert scores.modes["strict"]["location"] == Counts(1, 1, 0)
    assert scores.modes["boundary"]["any"] == Counts(3, 4, 2)
    assert scores.missed == {"unit": 0, "location": 1}
    micro = scores.micro()
    assert (micro.precision, micro.recall) == (1 / 4, 1 / 3)
    assert micro.f1 == pytest.approx(2 / 7)
    assert scores.macro_f1() == pytest.approx((2 / 5 + 0) / 2)
    assert scores.family("only") == micro


def test_nothing_to_find_and_nothing_found_is_no_division():
    scores = score([article()], [article()], LAYER)
    assert scores.micro().f1 == 0
    assert scores.macro_f1() == 0


def test_one_long_prediction_earns_one_overlap():
    gold = [Span("unit", 0, 2), Span("unit", 4, 6)]
    assert credit(gold, [Span("unit", 0, 6)], "overlap") == 1
    assert credit(gold, [Span("unit", 0, 6)], "partial") == 0.5


def test_pairing_does_not_depend_on_order():
    gold = [Span("unit", 0, 4), Span("unit", 3, 6)]
    found = [Span("unit", 2, 4), Span("unit", 0, 3)]
    for g in (gold, gold[::-1]):
        for f in (found, found[::-1]):
            assert credit(g, f, "overlap") == 2


def test_overlapping_predictions_of_one_label_are_allowed():
    gold = article(("unit", 0, 4))
    found = article(("unit", 0, 4), ("unit", 0, 6), ("unit", 0, 4))
    assert score([gold], [found], LAYER).modes["strict"]["unit"] == Counts(1, 3, 1)


def test_unpaired_articles_are_refused():
    with pytest.raises(ValueError, match="was paired with"):
        score([article(name="a")], [article(name="b")], LAYER)


spans = st.lists(
    st.tuples(st.sampled_from(["unit", "location"]), st.integers(0, 18), st.integers(1, 4)).map(
        lambda t: (t[0], t[1], min(t[1] + t[2], len(TEXT)))
    ),
    max_size=8,
)


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4), st.randoms())
def test_order_of_articles_and_annotations_changes_nothing(pairs, chance: random.Random):
    gold = [article(*g, name=str(i)) for i, (g, _) in enumerate(pairs)]
    found = [article(*f, name=str(i)) for i, (_, f) in enumerate(pairs)]
    before = score(gold, found, LAYER)
    order = list(range(len(pairs)))
    chance.shuffle(order)

    def shuffled(a: Article) -> Article:
        mixed = list(a.spans)
        chance.shuffle(mixed)
        return Article(a.id, a.text, tuple(mixed))

    after = score([shuffled(gold[i]) for i in order], [shuffled(found[i]) for i in order], LAYER)
    assert after == before


@given(st.lists(st.tuples(spans, spans), min_size=2, max_size=4))
def test_merging_articles_changes_nothing(pairs):
    def merged(side: int) -> Article:
        moved = [
            Span(label, i + n * len(TEXT), j + n * len(TEXT))
            for n, pair in enumerate(pairs)
            for label, i, j in pair[side]
        ]
        return Article("m", TEXT * len(pairs)).with_spans(moved)

    apart = score([article(*g) for g, _ in pairs], [article(*f) for _, f in pairs], LAYER)
    assert score([merged(0)], [merged(1)], LAYER) == apart


tags = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_strict_counts_equal_seqeval_on_any_tags(data):
    """Also on sequences whose I- continues nothing, which strict IOB2 does not count."""
    import numpy as np

    true = data.draw(tags)
    guess = data.draw(st.lists(st.integers(0, 4), min_size=len(true), max_size=len(true)))
    names = LAYER.layers[0].tags
    bounds = [(i, i + 1) for i in range(len(true))]
    text = "x" * len(true)

    def to_article(sequence):
        array = np.array(sequence)[:, None]
        return Article("a", text).with_spans(to_spans(array, bounds, LAYER.layers))

    ours = score([to_article(true)], [to_article(guess)], LAYER)
    named = [[names[t] for t in true]], [[names[t] for t in guess]]
    if not any(tag != "O" for side in named for tag in side[0]):
        return
    precision, recall, f1, support = precision_recall_fscore_support(
        *named, average="micro", scheme=IOB2, zero_division=0
    )
    micro = ours.micro()
    assert (micro.precision, micro.recall, micro.f1) == pytest.approx((precision, recall, f1))
    assert micro.gold == support
