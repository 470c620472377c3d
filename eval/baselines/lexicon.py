"""Phrases that stood for a label in training text, found again by longest match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from data.article import Article, Span
from data.schema import Schema
from eval.baselines.base import blocks

Phrase = tuple[str, ...]


class Lexicon:
    """Phrases of one label.

    Args:
        label: that the phrases stand for.
        phrases: as words, capitals kept.
    """

    def __init__(self, label: str, phrases: Iterable[Phrase]) -> None:
        self.label = label
        self.phrases = frozenset(phrases)
        self._lengths: dict[str, list[int]] = {}
        for first, size in sorted({(p[0], len(p)) for p in self.phrases}, key=lambda x: -x[1]):
            self._lengths.setdefault(first, []).append(size)

    def find(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Half-open word ranges of the longest phrases from left to right, none overlapping."""
        found, i = [], 0
        while i < len(words):
            sizes = self._lengths.get(words[i], ())
            phrases = (tuple(words[i : i + size]) for size in sizes)
            phrase = next((p for p in phrases if p in self.phrases), ())
            if phrase:
                found.append((i, i + len(phrase)))
            i += max(len(phrase), 1)
        return found

    def spans(self, article: Article) -> list[Span]:
        """Spans of the phrases in an article; none runs over a block's edge."""
        spans = []
        for words in blocks(article):
            surfaces = [article.text[start:end] for start, end in words]
            spans += [Span(self.label, words[i][0], words[j - 1][1])
                      for i, j in self.find(surfaces)]  # fmt: skip
        return spans


def learn(articles: Sequence[Article], schema: Schema, kept: float) -> list[Lexicon]:
    """A lexicon for each label, of the phrases that carry it in at least `kept` of their places.

    Raises:
        ValueError: `kept` is not in (0, 1].
    """
    if not 0 < kept <= 1:
        raise ValueError(f"kept={kept} is not in (0, 1]")
    gold: dict[str, Counter[Phrase]] = {label: Counter() for label in schema.labels}
    texts: list[list[str]] = []
    for article in articles:
        cut = blocks(article)
        texts += [[article.text[start:end] for start, end in words] for words in cut]
        for span in schema.gold(article):
            inside = [w for words in cut for w in words if span.start <= w[0] and w[1] <= span.end]
            gold[span.label][tuple(article.text[start:end] for start, end in inside)] += 1
    lexicons = []
    for label, counts in gold.items():
        counts.pop((), None)
        every = Lexicon(label, counts)
        seen = Counter(tuple(words[i:j]) for words in texts for i, j in every.find(words))
        lexicons.append(Lexicon(label, (p for p, n in counts.items() if n >= kept * seen[p])))
    return lexicons
