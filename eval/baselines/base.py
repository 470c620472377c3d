"""What every baseline offers, and how articles are cut for those that tag words."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from data.article import Article, Span
from data.bio import block_starts, to_tags
from data.errors import SitrepError
from data.schema import Schema
from data.words import words

#: Half-open character ranges of words.
Words = list[tuple[int, int]]


class Baseline(Protocol):
    """Something that learns from labelled articles and tags others."""

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Learn from `train`; `dev` serves for choosing alone."""
        ...

    def tag(self, articles: Sequence[Article]) -> list[Article]:
        """The articles in order with predicted spans, under the schema's labels, for theirs."""
        ...


def need(package: str, module: str, extra: str) -> None:
    """Check that a package is installed.

    Raises:
        SitrepError: it is not.
    """
    if importlib.util.find_spec(module) is None:
        raise SitrepError(f"{package} is not installed; run: pip install -e '.[{extra}]'")


def blocks(article: Article) -> list[Words]:
    """The words of each block (and of what lies between blocks), in order."""
    found = words(article.text)
    starts = np.flatnonzero(block_starts(found, article)).tolist()
    return [found[i:j] for i, j in pairwise([*starts, len(found)])]


def block_tags(article: Article, schema: Schema) -> list[NDArray[np.integer[Any]]]:
    """Gold BIO tags of each of `blocks`, shape (words, layers); what tags cannot hold is lost."""
    found = words(article.text)
    starts = block_starts(found, article)
    tags = to_tags(schema.gold(article), found, starts, schema).tags
    return [tags[i:j] for i, j in pairwise([*np.flatnonzero(starts).tolist(), len(found)])]


def without_overlap(spans: Iterable[Span], rank: Callable[[Span], float]) -> list[Span]:
    """Spans that do not overlap: those of the lowest rank first, then the leftmost."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda s: (rank(s), *s.key[1:], s.label)):
        if not any(span.overlaps(other) for other in chosen):
            chosen.append(span)
    return chosen
