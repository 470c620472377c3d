"""How far scores would move with another draw of articles: the bootstrap over whole articles."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.schema import Schema
from eval.counts import FIELDS, ratio
from eval.scores import MODES

#: Draws of as many articles as there are, with replacement.
RESAMPLES = 2000
#: Share of the draws' scores that an interval holds.
LEVEL = 0.95
#: Draws made at a time, so that memory stays small.
CHUNK = 100

GOLD, PREDICTED, EQUAL, NEAR = (FIELDS.index(n) for n in ("gold", "predicted", "equal", "near"))


def resampled(counts: NDArray[np.int64], seed: int = 0) -> NDArray[np.float64]:
    """Sums of counts over articles drawn with replacement (Efron 1979).

    Articles are drawn whole, since spans of one article are not independent. They are put in
    an order of their own first, so that the order they come in does not matter.

    Args:
        counts: shape (articles, rows, fields), from `count_articles`.
        seed: of the draws.

    Returns:
        Shape (`RESAMPLES`, rows, fields).
    """
    count = len(counts)
    if not count:
        return np.zeros((RESAMPLES, *counts.shape[1:]))
    flat = counts.reshape(count, -1).astype(np.float64)
    flat = flat[np.lexsort(flat.T)]
    chance = np.random.default_rng(seed)
    sums = []
    for start in range(0, RESAMPLES, CHUNK):
        size = min(CHUNK, RESAMPLES - start)
        drawn = chance.integers(count, size=(size, count)) + count * np.arange(size)[:, None]
        times = np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count)
        sums.append(times.astype(np.float64) @ flat)
    return np.concatenate(sums).reshape(RESAMPLES, *counts.shape[1:])


def add_intervals(
    scores: dict[str, Any], counts: NDArray[np.int64], schema: Schema, seed: int = 0
) -> dict[str, Any]:
    """Put percentile intervals into what `Scores.to_dict` gave for the same counts.

    Each row of precision, recall and F1 gets `interval`: for each of the three, the bounds
    that hold the middle `LEVEL` of the resampled values.
    """
    sums = resampled(counts, seed)
    families = np.array([schema.family(label) for label in schema.labels])
    for mode, worth in MODES.items():
        if mode == "boundary":
            spread = _interval(sums[:, -1], worth)
            scores[mode]["micro"]["interval"] = scores[mode]["labels"]["any"]["interval"] = spread
            continue
        labelled = sums[:, :-1]
        scores[mode]["micro"]["interval"] = _interval(labelled.sum(axis=1), worth)
        for index, label in enumerate(schema.labels):
            scores[mode]["labels"][label]["interval"] = _interval(labelled[:, index], worth)
        for name, row in scores[mode]["families"].items():
            row["interval"] = _interval(labelled[:, families == name].sum(axis=1), worth)
    return scores


def _interval(sums: NDArray[np.float64], worth: float) -> dict[str, list[float]]:
    """Bounds of precision, recall and F1; `sums` has shape (resamples, fields)."""
    earned = sums[:, EQUAL] + worth * sums[:, NEAR]
    gold, predicted = sums[:, GOLD], sums[:, PREDICTED]
    tail = (1 - LEVEL) / 2
    return {
        name: np.quantile(values, [tail, 1 - tail]).tolist()
        for name, values in (
            ("precision", ratio(earned, predicted)),
            ("recall", ratio(earned, gold)),
            ("f1", ratio(2 * earned, gold + predicted)),
        )
    }
