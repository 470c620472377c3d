"""JSON lines with character spans: one object an article, holding all that an article holds.

`id`, `text`, `spans` of `label`, `start`, `end`, `text`, and where there are any `id`,
`attributes`, `score`; `blocks` of `kind`, `start`, `end`; `meta`. `read` takes the shapes of
other tools too (see `data.formats.records`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.article import Article, Span
from data.files import write_text
from data.formats import losses
from data.formats.fields import blocks_of, holds_score
from data.formats.records import parse, read
from data.prediction import one_line

__all__ = ["dumps", "parse", "read", "write"]


def dumps(article: Article) -> str:
    """One line with all of the article."""
    record: dict[str, Any] = {
        "id": article.id,
        "text": article.text,
        "spans": [_span(article, span) for span in article.spans],
        "blocks": blocks_of(article),
    }
    if article.meta:
        record["meta"] = dict(article.meta)
    return one_line(record)


def _span(article: Article, span: Span) -> dict[str, Any]:
    record: dict[str, Any] = {
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "text": article.surface(span),
    }
    if span.id is not None:
        record["id"] = span.id
    if span.attributes:
        record["attributes"] = dict(span.attributes)
    if holds_score(span):
        record["score"] = span.score
    return record


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write all articles to one file and tell what it cannot hold: scores outside [0, 1]."""
    lines: list[str] = []
    lost: list[str] = []
    for article in articles:
        lines.append(dumps(article) + "\n")
        for span in article.spans:
            if span.score is not None and not holds_score(span):
                lost += losses.of_parts(article, span, ["score"])
    write_text(path, "".join(lines))
    return lost
