"""Word lists and patterns: what a careful afternoon without machine learning gives."""

from __future__ import annotations

from collections.abc import Sequence

from data.article import Article, Span
from data.errors import SitrepError
from data.schema import Schema
from data.words import words
from eval.baselines.base import without_overlap
from eval.baselines.config import RulesConfig
from eval.baselines.lexicon import Lexicon, learn
from eval.baselines.patterns import PATTERNS


class Rules:
    """Phrases of the training split, and patterns for labels of the guidelines' names.

    Raises:
        SitrepError: `kept` is not a share.
    """

    def __init__(self, config: RulesConfig, schema: Schema) -> None:
        if not 0 < config.kept <= 1:
            raise SitrepError(f"rules.kept={config.kept} is not in (0, 1].")
        self.config = config
        self.schema = schema
        self._lexicons: list[Lexicon] = []

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Collect the phrases of `train`; the patterns were written beforehand."""
        self._lexicons = learn(train, self.schema, self.config.kept)

    def tag(self, articles: Sequence[Article]) -> list[Article]:
        """Tag articles; of overlapping spans of a layer the longest stays."""
        return [article.with_spans(self._spans(article)) for article in articles]

    def _spans(self, article: Article) -> list[Span]:
        found = [span for lexicon in self._lexicons for span in lexicon.spans(article)]
        found += [span for span in matches(article) if span.label in self.schema.labels]
        chosen: list[Span] = []
        for layer in self.schema.layers:
            labels = {label.name for label in layer.labels}
            own = [span for span in found if span.label in labels]
            chosen += without_overlap(own, lambda span: span.start - span.end)
        units = [span for span in chosen if span.label == "unit"]
        return [
            span
            for span in chosen
            if span.label != "location"  # the guidelines label no location inside a unit
            or not any(u.start <= span.start and span.end <= u.end for u in units)
        ]


def matches(article: Article) -> list[Span]:
    """Spans of the hand-written patterns, cut to whole words."""
    starts, ends = ({word[side] for word in words(article.text)} for side in (0, 1))
    spans = []
    for block in article.blocks:
        for label, patterns in PATTERNS.items():
            for pattern in patterns:
                for match in pattern.finditer(article.text, block.start, block.end):
                    start, end = match.span("span" if "span" in pattern.groupindex else 0)
                    end -= len(match[0]) - len(match[0].rstrip()) if end == match.end() else 0
                    if start in starts and end in ends:
                        spans.append(Span(label, start, end))
    return spans
