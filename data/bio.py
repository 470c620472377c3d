"""BIO tags over words, made from spans and turned back into spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.article import Article, Span
from data.schema import Layer, Schema

Tags = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tags of an article's words and the spans that no tags can hold.

    Attributes:
        tags: index of each word's tag in its layer, shape (words, layers); 0 is `O`.
        lost: spans that do not begin and end with a word, that run over a block's edge, or that
            overlap another span of the same layer.
    """

    tags: Tags
    lost: tuple[Span, ...]


def block_starts(words: Sequence[tuple[int, int]], article: Article) -> NDArray[np.bool_]:
    """True for each word that is the first of a block (or that follows one), shape (words,)."""
    edges = sorted({edge for b in article.blocks for edge in (b.start, b.end)})
    if not words:
        return np.zeros(0, dtype=bool)
    region = np.searchsorted(edges, [start for start, _ in words], side="right")
    return np.asarray(np.diff(region, prepend=-1) != 0)


def to_tags(
    spans: Sequence[Span],
    words: Sequence[tuple[int, int]],
    starts: NDArray[np.bool_],
    schema: Schema,
) -> Tagged:
    """Tag words with spans that already carry the schema's labels.

    Args:
        spans: spans with character offsets.
        words: half-open character ranges, in order.
        starts: True where a block begins (`block_starts`).
        schema: the layers.
    """
    tags = np.zeros((len(words), len(schema.layers)), dtype=np.int8)
    first = {start: index for index, (start, _) in enumerate(words)}
    last = {end: index for index, (_, end) in enumerate(words)}
    column = {x.name: (c, 1 + 2 * n) for c, y in enumerate(schema.layers)
              for n, x in enumerate(y.labels)}  # fmt: skip
    lost = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        layer, begin = column[span.label]
        i, j = first.get(span.start), last.get(span.end)
        if i is None or j is None or starts[i + 1 : j + 1].any() or tags[i : j + 1, layer].any():
            lost.append(span)
            continue
        tags[i, layer] = begin
        tags[i + 1 : j + 1, layer] = begin + 1
    return Tagged(tags, tuple(lost))


def runs(tags: Sequence[int] | NDArray[np.integer[Any]]) -> list[tuple[int, int, int]]:
    """Runs of one layer's tags as (label index, first word, word after the last).

    A well-formed sequence is expected: an `I-` continues the `B-` or `I-` of its own label. One
    that does not is dropped, as in strict IOB2.
    """
    found: list[tuple[int, int, int]] = []
    values = np.asarray(tags)
    for start in np.flatnonzero(values % 2 == 1):
        end = start + 1
        while end < len(values) and values[end] == values[start] + 1:
            end += 1
        found.append((int(values[start]) // 2, int(start), int(end)))
    return found


def to_spans(tags: Tags, words: Sequence[tuple[int, int]], layers: Sequence[Layer]) -> list[Span]:
    """Spans of tagged words, in document order."""
    spans = [
        Span(layer.labels[label].name, words[i][0], words[j - 1][1])
        for column, layer in enumerate(layers)
        for label, i, j in runs(tags[:, column])
    ]
    return sorted(spans, key=lambda s: (s.start, -s.end))
