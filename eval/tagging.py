"""Tagging labelled articles, with what evaluation needs besides the spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.article import Article, Span
from data.bio import Tags, to_tags
from data.encode import Encoded
from models.calibration import Calibration
from models.decode import decode
from models.tagger import Tagger


@dataclass(frozen=True)
class Labelled:
    """A labelled article as the model sees it.

    Attributes:
        gold: the article with the corpus's spans.
        encoded: its words.
        logits: shape (words, tags).
        tags: gold tags, shape (words, layers).
        lost: gold spans that no tags can hold.
    """

    gold: Article
    encoded: Encoded
    logits: NDArray[np.float32]
    tags: Tags
    lost: tuple[Span, ...]

    def predicted(self, tagger: Tagger, calibration: Calibration | None) -> Article:
        """The article with the spans of the logits."""
        return self.gold.with_spans(decode(self.logits, self.encoded, tagger.schema, calibration))


def label_articles(
    tagger: Tagger, articles: Sequence[Article], description: str
) -> Iterator[Labelled]:
    """Logits and gold tags of articles, in order, a chunk at a time under a progress bar.

    The tagger is given the articles without their spans.
    """
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task(description, total=len(articles))
        for start in range(0, len(articles), tagger.chunk):
            chunk = articles[start : start + tagger.chunk]
            bare = [article.with_spans(()) for article in chunk]
            for gold, (encoded, logits) in zip(chunk, tagger.word_logits(bare), strict=True):
                spans = tagger.schema.gold(gold)
                found = to_tags(spans, encoded.words, encoded.block_starts, tagger.schema)
                yield Labelled(gold, encoded, logits, found.tags, found.lost)
                progress.advance(bar)
