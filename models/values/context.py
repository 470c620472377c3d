"""A figure in its sentence: the words before and after it, and how far off each stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from data.article import Article, Span
from data.words import sentence_starts

#: Characters of a sentence that are looked at on each side.
REACH = 600
#: How many figures before one are looked at.
CHAIN = 8


@dataclass(frozen=True, slots=True)
class Context:
    """A casualty figure and what stands around it.

    Attributes:
        article: the whole article, its spans included.
        span: the figure.
        start, end: bounds of the sentence.
        figures: the sentence's figures, this one among them, in order.
        labels: labels that figures have.
    """

    article: Article
    span: Span
    start: int
    end: int
    figures: tuple[Span, ...]
    labels: frozenset[str]

    @property
    def surface(self) -> str:
        """The figure's words, in lower case."""
        return self.article.surface(self.span).lower()

    @property
    def before(self) -> str:
        """The sentence up to the figure, in lower case."""
        return self.article.text[self.start : self.span.start].lower()

    @property
    def after(self) -> str:
        """The sentence after the figure, in lower case."""
        return self.article.text[self.span.end : self.end].lower()

    def chain(self) -> list[Context]:
        """The last few figures of the sentence up to this one, each in its context."""
        before = [other for other in self.figures if other.end <= self.span.start]
        return [replace(self, span=other) for other in before[-CHAIN:]] + [self]

    def gap(self, start: int, end: int) -> int:
        """How far a stretch of the sentence is from the figure.

        Words count one; a comma or dash two more, a semicolon, colon or bracket six; another
        figure in between four.
        """
        left, right = (end, self.span.start) if end <= self.span.start else (self.span.end, start)
        between = self.article.text[left:right]
        cost = len(between.split())
        cost += 2 * len(re.findall(r"[,–—]", between)) + 6 * len(re.findall(r"[;:()]", between))
        return cost + 4 * sum(left <= f.start and f.end <= right for f in self.figures)

    def inside_other(self, start: int, end: int) -> bool:
        """True if a stretch stands in another figure of the sentence."""
        return any(f != self.span and f.start < end and start < f.end for f in self.figures)


@lru_cache(maxsize=64)
def _sentences(text: str, start: int, end: int) -> tuple[int, ...]:
    return tuple(sentence_starts(text, start, end))


def context_of(article: Article, span: Span, labels: Iterable[str]) -> Context:
    """The sentence around a figure; figures are the article's spans with one of `labels`."""
    block = next((b for b in article.blocks if b.start <= span.start < b.end), None)
    low, high = (block.start, block.end) if block else (0, len(article.text))
    cuts = _sentences(article.text, low, high)
    start = max((cut for cut in cuts if cut <= span.start), default=low)
    end = min((cut for cut in cuts if cut >= span.end), default=max(high, span.end))
    start, end = max(start, span.start - REACH), min(end, span.end + REACH)
    named = frozenset(labels)
    figures = tuple(
        s for s in article.spans if s.label in named and start <= s.start and s.end <= end
    )
    return Context(article, span, start, end, figures, named)


def evidence(
    context: Context, pattern: re.Pattern[str], start: int, end: int
) -> Iterator[re.Match[str]]:
    """Matches of a pattern in a stretch of the article that are not in another figure."""
    for found in pattern.finditer(context.article.text, start, end):
        if not context.inside_other(*found.span()):
            yield found
