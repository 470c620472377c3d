from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring import LAYER, article, both, pairs, shuffled

from eval.bootstrap import RESAMPLES, add_intervals, resampled
from eval.counts import FIELDS, count_articles
from eval.scores import total


def with_intervals(gold, found):
    counts = count_articles(gold, found, LAYER)
    return add_intervals(total(counts, LAYER).to_dict(), counts, LAYER)


def test_draws_are_sums_of_whole_articles():
    counts = np.zeros((5, 1, len(FIELDS)), dtype=np.int64)
    counts[:, 0, 0] = [1, 10, 100, 1000, 10000]
    sums = resampled(counts)[:, 0, 0].astype(int)
    assert len(sums) == RESAMPLES
    assert {sum(int(digit) for digit in str(value)) for value in sums} == {5}
    assert sums.mean() == pytest.approx(11111, rel=0.05)


def test_the_width_is_that_of_the_normal_approximation():
    """100 articles of one gold span, half of them found: the standard error of recall is 0.05."""
    gold = [article(("unit", 0, 4), name=str(i)) for i in range(100)]
    found = [article(*[("unit", 0, 4)] * (i % 2), name=str(i)) for i in range(100)]
    low, high = with_intervals(gold, found)["strict"]["micro"]["interval"]["recall"]
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)


def test_articles_alike_leave_no_doubt():
    gold = [article(("unit", 0, 4), ("unit", 6, 8), name=str(i)) for i in range(9)]
    found = [article(("unit", 0, 4), name=str(i)) for i in range(9)]
    row = with_intervals(gold, found)["strict"]["labels"]["unit"]
    assert row["interval"]["recall"] == [0.5, 0.5]
    assert with_intervals([], [])["strict"]["micro"]["interval"]["f1"] == [0, 0]


@settings(max_examples=10, deadline=None)
@given(pairs, st.randoms())
def test_order_of_articles_changes_no_interval(held, chance: random.Random):
    gold, found = both(held)
    assert with_intervals(*shuffled(gold, found, chance)) == with_intervals(gold, found)
