from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring import LAYER, article, both, merged, pairs, shuffled
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from data.article import Article, Span
from data.bio import to_spans
from eval.scores import Counts, credit, score


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


@given(pairs, st.randoms())
def test_order_of_articles_and_annotations_changes_nothing(held, chance: random.Random):
    gold, found = both(held)
    assert score(*shuffled(gold, found, chance), LAYER) == score(gold, found, LAYER)


@given(pairs)
def test_merging_articles_changes_nothing(held):
    gold, found = both(held)
    assert score(merged(gold), merged(found), LAYER) == score(gold, found, LAYER)


# SemEval-2013 task 9 (Segura-Bedmar et al. 2013) tells six cases apart. Its `strict` is ours, its
# `exact` is our `boundary`, its `type` is our `overlap`; its `partial` looks at ends alone, while
# ours wants the label too, as MUC-5 does for a slot.
SIX = {
    "right": (("unit", 0, 4), ("unit", 0, 4), (1, 1, 1, 1)),
    "spurious": (None, ("unit", 0, 4), (0, 0, 0, 0)),
    "missed": (("unit", 0, 4), None, (0, 0, 0, 0)),
    "ends right, label wrong": (("unit", 0, 4), ("location", 0, 4), (0, 1, 0, 0)),
    "label right, ends overlap": (("unit", 0, 4), ("unit", 2, 6), (0, 0, 0.5, 1)),
    "label wrong, ends overlap": (("unit", 0, 4), ("location", 2, 6), (0, 0, 0, 0)),
}
ORDER = ("strict", "boundary", "partial", "overlap")


@pytest.mark.parametrize("case", SIX)
def test_the_six_cases_of_semeval_2013(case):
    gold, found, worth = SIX[case]
    scores = score([article(*[gold] * bool(gold))], [article(*[found] * bool(found))], LAYER)
    assert tuple(scores.micro(mode).credit for mode in ORDER) == worth


def test_the_six_cases_together():
    """Five gold and five predicted spans: 1 is strictly right, 2 by ends, 2 by overlap."""
    gold = [article(*[g] * bool(g), name=name) for name, (g, _, _) in SIX.items()]
    found = [article(*[f] * bool(f), name=name) for name, (_, f, _) in SIX.items()]
    scores = score(gold, found, LAYER)
    assert [scores.micro(mode) for mode in ORDER] == [
        Counts(5, 5, 1), Counts(5, 5, 2), Counts(5, 5, 1.5), Counts(5, 5, 2),
    ]  # fmt: skip
    assert scores.micro("partial").f1 == pytest.approx(0.3)


def test_partial_credit_of_muc_5():
    """Recall (COR + PAR / 2) / POS and precision (COR + PAR / 2) / ACT.

    POS 4 = 2 correct, 1 partial, 1 missing; ACT 5 = 2 correct, 1 partial, 2 spurious.
    """
    gold = article(("unit", 0, 2), ("unit", 3, 5), ("unit", 6, 9), ("unit", 10, 12))
    found = article(
        ("unit", 0, 2), ("unit", 3, 5), ("unit", 7, 10), ("unit", 13, 14), ("unit", 15, 16)
    )
    micro = score([gold], [found], LAYER).micro("partial")
    assert (micro.recall, micro.precision) == (2.5 / 4, 2.5 / 5)


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
