from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.paired import bootstrap, f1, holm, paired, randomisation


def column(*rows):
    """Counts of one group, shape (articles, 1, 3)."""
    return np.array(rows, dtype=np.int64)[:, None, :]


def simulated(rng, articles, groups, quality):
    """Counts of systems that find `quality` of the gold spans and are wrong as often."""
    gold = rng.integers(5, 60, size=(articles, groups))
    hard = rng.beta(8, 2, size=(articles, groups))  # articles differ, as real ones do
    right = rng.binomial(gold, np.clip(hard * quality, 0, 1))
    wrong = rng.binomial(gold, 0.1)
    return gold, hard, np.stack([gold, right + wrong, right], axis=-1)


def second(rng, gold, hard, quality):
    right = rng.binomial(gold, np.clip(hard * quality, 0, 1))
    return np.stack([gold, right + rng.binomial(gold, 0.1), right], axis=-1)


def test_f1_by_hand():
    assert f1(np.array([10, 5, 4])) == pytest.approx(8 / 15)
    assert f1(np.array([0, 0, 0])) == 0


def test_p_by_hand_where_the_system_wins_every_article():
    """Of the 2^4 ways to swap, only two differ as much: none swapped, and all."""
    ours = column(*[(1, 1, 1)] * 4)
    theirs = column(*[(1, 1, 0)] * 4)
    result = paired(ours, theirs, draws=20_000)
    assert result.difference == pytest.approx([1.0])
    assert result.p == pytest.approx([2 / 16], abs=0.01)
    assert (result.low, result.high) == (1.0, 1.0)


def test_the_interval_by_hand():
    """One of two articles gains: an average of 0, 1/2 or 1 with chances 1/4, 1/2, 1/4."""
    ours = column((1, 1, 1), (1, 1, 0))
    theirs = column((1, 1, 0), (1, 1, 0))
    low, high = bootstrap(ours, theirs, draws=4000, seed=0, level=0.4)
    assert (low, high) == (0.5, 0.5)
    low, high = bootstrap(ours, theirs, draws=4000, seed=0, level=0.95)
    assert (low, high) == (0.0, 1.0)


def test_identical_systems_have_p_1_and_no_interval():
    _, _, counts = simulated(np.random.default_rng(0), 30, 4, 0.9)
    result = paired(counts, counts, draws=500)
    assert (result.p == 1).all()
    assert not result.difference.any()
    assert not result.low.any()
    assert not result.high.any()


def test_p_is_never_0_and_draws_need_not_fill_a_chunk():
    ours, theirs = column(*[(9, 9, 9)] * 40), column(*[(9, 9, 1)] * 40)
    assert randomisation(ours, theirs, 1001, 0) == pytest.approx([1 / 1002])


def test_equal_systems_are_told_apart_once_in_twenty():
    """And the interval of a known difference holds it 19 times in 20."""
    rng = np.random.default_rng(5)
    gold, hard, ours = simulated(rng, 60, 1500, 0.9)
    result = paired(ours, second(rng, gold, hard, 0.9), draws=1000)
    assert np.mean(result.p < 0.05) == pytest.approx(0.05, abs=0.017)  # 3 standard errors
    covered = (result.low <= 0) & (result.high >= 0)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.025)


def test_a_real_difference_is_found():
    rng = np.random.default_rng(6)
    gold, hard, ours = simulated(rng, 80, 50, 1.0)
    result = paired(ours, second(rng, gold, hard, 0.9), draws=1000)
    assert np.mean(result.p < 0.05) > 0.95


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_changing_sides_changes_the_sign_alone(seed):
    rng = np.random.default_rng(seed)
    gold, hard, ours = simulated(rng, 8, 3, 0.9)
    theirs = second(rng, gold, hard, 0.8)
    one, two = paired(ours, theirs, 200, seed), paired(theirs, ours, 200, seed)
    assert one.difference == pytest.approx(-two.difference)
    assert one.low == pytest.approx(-two.high)
    assert one.p == pytest.approx(two.p)
    assert ((one.p > 0) & (one.p <= 1)).all()
    assert (one.low <= one.high).all()


def test_ten_thousand_draws_take_little_time():
    import time

    rng = np.random.default_rng(1)
    gold, hard, ours = simulated(rng, 200, 12, 0.9)
    started = time.process_time()
    paired(ours, second(rng, gold, hard, 0.9))
    assert time.process_time() - started < 5


def test_holm_by_hand():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.6, 0.9])) == pytest.approx([1.0, 1.0])


def test_counts_must_be_of_the_same_articles():
    with pytest.raises(ValueError, match="counts of shapes"):
        paired(column((1, 1, 1)), column((1, 1, 1), (1, 1, 1)))
