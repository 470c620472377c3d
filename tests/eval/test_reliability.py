from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import LAYER, article, shuffled

from eval.reliability import (
    Outcomes,
    at_thresholds,
    best_threshold,
    calibration_error,
    calibration_report,
    outcomes,
    reliability,
)


def test_ten_bins_of_equal_mass():
    scores = np.linspace(0.01, 1, 100)
    bins = reliability(scores, scores > 0.5)
    assert [row["spans"] for row in bins] == [10] * 10
    assert [row["right"] for row in bins] == [0] * 5 + [1] * 5
    assert bins[0]["score"] == pytest.approx(0.055)


def test_calibration_error_by_hand():
    """Spans of one score share a bin: of ten of 0.9 seven are right, of ten of 0.4 three."""
    right = np.array([True] * 7 + [False] * 3)
    assert calibration_error(np.full(10, 0.9), right) == pytest.approx(0.2)
    scores = np.repeat([0.9, 0.4], 10)
    both = np.concatenate([right, ~right])
    assert calibration_error(scores, both) == pytest.approx((0.2 + 0.1) / 2)
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) == 0


GOLD = article(("unit", 0, 4), ("unit", 6, 9), ("location", 10, 12))
FOUND = article(("unit", 0, 4, 0.9), ("unit", 6, 8, 0.6), ("location", 10, 12, 0.3))


def test_thresholds_by_hand():
    found = outcomes([GOLD], [FOUND], LAYER)
    rows = {row["threshold"]: row for row in at_thresholds(found, None)}
    assert rows[0.0]["predicted"] == 3
    assert (rows[0.5]["precision"], rows[0.5]["recall"]) == pytest.approx((1 / 2, 1 / 3), abs=1e-5)
    assert rows[0.9]["precision"] == 1  # a score that equals the threshold stays
    assert rows[0.95]["predicted"] == 0
    assert at_thresholds(found, "location")[0]["f1"] == 1


def test_a_double_prediction_is_right_once():
    found = article(("unit", 0, 4, 0.9), ("unit", 0, 4, 0.8))
    assert outcomes([GOLD], [found], LAYER).right.tolist() == [True, False]


def test_a_span_without_a_score_is_refused():
    with pytest.raises(ValueError, match="has no score"):
        outcomes([GOLD], [GOLD], LAYER)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20),
    st.integers(0, 5),
)
def test_no_threshold_beats_the_best(rows, missed):
    scores = np.array([score / 5 for score, _ in rows])
    right = np.array([good for _, good in rows])
    support = int(right.sum()) + missed
    found = Outcomes(scores, right, np.array(["unit"] * len(rows)), {"unit": support})

    def f1(threshold):
        kept = scores >= threshold
        return 2 * (kept & right).sum() / (kept.sum() + support)

    best = best_threshold(found)
    if right.any():
        values = [f1(t) for t in np.unique(scores)]
        assert f1(best) == pytest.approx(max(values))
        assert not any(f1(t) == max(values) for t in np.unique(scores) if t < best)
    else:
        assert best == 0


@given(st.randoms())
def test_order_changes_nothing(chance: random.Random):
    gold = [GOLD, article(("unit", 1, 3), name="b")]
    found = [FOUND, article(("unit", 1, 3, 0.7), name="b")]
    sides = outcomes(gold, found, LAYER), outcomes(*shuffled(gold, found, chance), LAYER)
    first, second = (calibration_report(side, side, LAYER, 0.5) for side in sides)
    assert first == second
