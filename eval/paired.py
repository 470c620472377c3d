"""Statistics of two systems on the same articles, from counts of each article.

The article is the unit that is drawn, because spans of one article depend on each other. Counts
have the shape (articles, groups, 3): gold spans, predicted spans, right spans. A group is a
label, a family or all labels together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Draws that are held in memory at once.
CHUNK = 1000

#: Differences of F1 nearer than this are equal: they differ by rounding alone.
EQUAL = 1e-12


@dataclass(frozen=True, slots=True)
class Paired:
    """What is known of each group's difference in F1, all of shape (groups,), F1 in [0, 1].

    Attributes:
        f1: of the system.
        baseline_f1: of the baseline.
        difference: `f1 - baseline_f1`.
        low: lower end of the interval of the difference.
        high: its upper end.
        p: two-sided p value of the difference, above 0 and at most 1.
    """

    f1: Floats
    baseline_f1: Floats
    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def f1(counts: NDArray[np.number]) -> Floats:
    """F1 of counts (…, 3), shape (…); 0 where nothing is gold or predicted."""
    total = counts[..., 0] + counts[..., 1]
    return np.asarray(2 * counts[..., 2] / np.where(total > 0, total, 1), dtype=np.float64)


def paired(
    counts: Counts, baseline: Counts, draws: int = 10_000, seed: int = 0, level: float = 0.95
) -> Paired:
    """Compare two systems group by group.

    Args:
        counts: the system's, shape (articles, groups, 3).
        baseline: the baseline's on the same articles in the same order.
        draws: of the bootstrap and of the randomisation test.
        seed: of both.
        level: of the interval.

    Raises:
        ValueError: the shapes differ, or there are no articles.
    """
    if counts.shape != baseline.shape or not len(counts):
        raise ValueError(f"counts of shapes {counts.shape} and {baseline.shape}")
    first, second = f1(counts.sum(axis=0)), f1(baseline.sum(axis=0))
    low, high = bootstrap(counts, baseline, draws, seed, level)
    p = randomisation(counts, baseline, draws, seed)
    return Paired(first, second, first - second, low, high, p)


def bootstrap(
    counts: Counts, baseline: Counts, draws: int, seed: int, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Percentile interval of the difference in F1, both ends of shape (groups,).

    Articles are drawn with replacement, the same for both systems (Koehn 2004, Statistical
    significance tests for machine translation evaluation; Berg-Kirkpatrick et al. 2012, An
    empirical investigation of statistical significance in NLP).
    """
    rng = np.random.default_rng(seed)
    articles = len(counts)
    found = []
    for size in _chunks(draws):
        # How often each article was drawn says as much as which were drawn, and is a product.
        times = rng.multinomial(articles, np.full(articles, 1 / articles), size=size)
        found.append(f1(_sums(times, counts)) - f1(_sums(times, baseline)))
    tail = (1 - level) / 2
    low, high = np.quantile(np.concatenate(found), [tail, 1 - tail], axis=0)
    return low, high


def randomisation(counts: Counts, baseline: Counts, draws: int, seed: int) -> Floats:
    """Two-sided p value of the difference in F1, shape (groups,).

    In each draw the two systems' outputs change places in a random half of the articles; p is
    the share of draws that differ at least as much as what was seen, the seen one counted too
    (Noreen 1989, Computer-intensive methods for testing hypotheses; Yeh 2000, More accurate
    tests for the statistical significance of result differences).
    """
    rng = np.random.default_rng(seed)
    first, second = counts.sum(axis=0), baseline.sum(axis=0)
    seen = np.abs(f1(first) - f1(second))
    reached = np.zeros(len(seen), dtype=np.int64)
    for size in _chunks(draws):
        swapped = rng.integers(0, 2, size=(size, len(counts)))
        moved = _sums(swapped, counts - baseline)
        differs = np.abs(f1(first - moved) - f1(second + moved))
        reached += (differs >= seen - EQUAL).sum(axis=0)
    return np.asarray((reached + 1) / (draws + 1), dtype=np.float64)


def holm(p: Floats) -> Floats:
    """P values corrected for there being several (Holm 1979), shape as given."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p), dtype=np.float64)
    corrected[order] = np.minimum(steps, 1.0)
    return corrected


def _sums(weights: NDArray[np.integer], counts: Counts) -> Floats:
    """Weighted sums over articles, (draws, articles) by (articles, groups, 3)."""
    # In floating point, which NumPy multiplies fast; sums of counts are exact in it.
    flat = counts.reshape(len(counts), -1).astype(np.float64)
    return np.asarray(weights.astype(np.float64) @ flat).reshape(-1, *counts.shape[1:])


def _chunks(draws: int) -> Iterator[int]:
    for start in range(0, draws, CHUNK):
        yield min(CHUNK, draws - start)
