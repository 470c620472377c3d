"""Counts of every article and label, in one table that all span scores are sums of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.article import Article
from data.schema import Schema

#: A span's half-open character range.
Ends = tuple[int, int]

#: Last axis of `count_articles`: gold spans; predicted spans; pairs with equal ends; further
#: pairs that share a character; gold spans that share no character with a predicted one.
FIELDS = ("gold", "predicted", "equal", "near", "missed")


def count_articles(
    gold: Iterable[Article], predicted: Iterable[Article], schema: Schema
) -> NDArray[np.int64]:
    """Count each article by itself.

    Args:
        gold: articles with the corpus's spans; the schema's labels are taken from them.
        predicted: the same articles with spans under the schema's labels.
        schema: the labels to count.

    Returns:
        Shape (articles, labels + 1, fields): a row for each label of the schema, then one in
        which all labels count as the same.

    Raises:
        ValueError: the two are not the same articles in the same order.
    """
    rows = []
    index = {label: row for row, label in enumerate(schema.labels)}
    last = len(index)
    for want, have in zip(gold, predicted, strict=True):
        if want.id != have.id or want.text != have.text:
            raise ValueError(f"article {want.id} was paired with {have.id}")
        sides: tuple[defaultdict[int, list[Ends]], ...] = (defaultdict(list), defaultdict(list))
        for spans, side in zip((schema.gold(want), have.spans), sides, strict=True):
            for span in spans:
                side[index[span.label]].append((span.start, span.end))
                side[last].append((span.start, span.end))
        table = np.zeros((last + 1, len(FIELDS)), dtype=np.int64)
        for row in sides[0].keys() | sides[1].keys():
            table[row] = tally(sides[0][row], sides[1][row])
        rows.append(table)
    return np.stack(rows) if rows else np.zeros((0, last + 1, len(FIELDS)), dtype=np.int64)


def tally(gold: Sequence[Ends], predicted: Sequence[Ends]) -> tuple[int, int, int, int, int]:
    """The `FIELDS` of spans of one label in one article.

    Pairs are one to one: first those with equal ends, then as many overlapping ones as any
    pairing of the rest allows, so that the order of annotations does not matter.
    """
    exact = Counter(gold) & Counter(predicted)
    left = list((Counter(gold) - exact).elements())
    right = list((Counter(predicted) - exact).elements())
    near = _matching(left, right) if left and right else 0
    missed = sum(not any(_overlap(span, other) for other in predicted) for span in left)
    return len(gold), len(predicted), exact.total(), near, missed


def ratio(above: Any, below: Any) -> NDArray[np.float64]:
    """`above` / `below` element by element; 0 where there is nothing below."""
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.asarray(np.divide(above, below, out=np.zeros(above.shape), where=below > 0))


def _overlap(one: Ends, other: Ends) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _matching(left: Sequence[Ends], right: Sequence[Ends]) -> int:
    """Greatest number of one-to-one overlapping pairs (Kuhn's augmenting paths)."""
    partner: dict[int, int] = {}
    near = [[j for j, other in enumerate(right) if _overlap(span, other)] for span in left]

    def augment(i: int, seen: set[int]) -> bool:
        for j in near[i]:
            if j not in seen:
                seen.add(j)
                if j not in partner or augment(partner[j], seen):
                    partner[j] = i
                    return True
        return False

    return sum(augment(i, set()) for i in range(len(left)))
