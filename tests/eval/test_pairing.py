from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.article import Span
from eval.pairing import ERRORS, error_kinds


@pytest.mark.parametrize(
    ("gold", "found", "kind"),
    [
        (("unit", 2, 6), ("unit", 2, 6), "right"),
        (("unit", 2, 6), ("source", 2, 6), "wrong label"),
        (("unit", 2, 6), ("unit", 3, 6), "left boundary"),
        (("unit", 2, 6), ("unit", 2, 9), "right boundary"),
        (("unit", 2, 6), ("unit", 1, 9), "both boundaries"),
        (("unit", 2, 6), ("source", 5, 9), "label and boundary"),
        (("unit", 2, 6), None, "missed"),
        (None, ("unit", 2, 6), "spurious"),
    ],
)
def test_each_kind(gold, found, kind):
    (pair,) = error_kinds([Span(*gold)] if gold else [], [Span(*found)] if found else [])
    assert pair.kind == kind


def test_spans_that_only_touch_are_not_paired():
    assert [p.kind for p in error_kinds([Span("unit", 0, 3)], [Span("unit", 3, 6)])] == [
        "missed",
        "spurious",
    ]


def test_the_better_partner_is_taken():
    """A long prediction over two gold spans belongs to the one that it shares most with."""
    short, long = Span("unit", 0, 2), Span("unit", 3, 9)
    pairs = error_kinds([short, long], [Span("unit", 0, 9)])
    assert [(p.kind, p.gold) for p in pairs] == [("missed", short), ("left boundary", long)]


def test_an_equal_span_is_never_lost_to_an_overlapping_one():
    gold = [Span("source", 0, 9), Span("location", 0, 4)]
    found = [Span("location", 0, 4), Span("source", 0, 8)]
    assert [p.kind for p in error_kinds(gold, found)] == ["right boundary", "right"]


spans = st.lists(
    st.tuples(st.sampled_from(["unit", "source"]), st.integers(0, 12), st.integers(1, 6)).map(
        lambda t: Span(t[0], t[1], t[1] + t[2])
    ),
    max_size=8,
)


@given(spans, spans, st.randoms())
def test_every_span_stands_in_one_pair_whatever_the_order(gold, found, chance: random.Random):
    pairs = error_kinds(gold, found)
    assert sorted(p.gold.key for p in pairs if p.gold) == sorted(s.key for s in gold)
    assert sorted(p.predicted.key for p in pairs if p.predicted) == sorted(s.key for s in found)
    assert {p.kind for p in pairs} <= {"right", *ERRORS}
    shuffled = [chance.sample(side, len(side)) for side in (gold, found)]
    assert error_kinds(*shuffled) == pairs
