"""Prodigy's JSON lines: `text`, `spans` of `start`, `end`, `label`, and `meta`.

Our `id` stands beside them. Prodigy has no place for attributes, links, scores and blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.article import Article
from data.files import write_text
from data.formats import losses
from data.formats.records import read
from data.prediction import one_line

__all__ = ["read", "write"]


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write all articles to one file and tell what it cannot hold."""
    lines: list[str] = []
    lost: list[str] = []
    for article in articles:
        spans = [{"start": s.start, "end": s.end, "label": s.label} for s in article.spans]
        record = {"id": article.id, "text": article.text, "spans": spans}
        lines.append(one_line(record | {"meta": dict(article.meta)}) + "\n")
        lost += losses.of_blocks(article)
        for span in article.spans:
            parts = [*span.attributes, *(["id"] if span.id is not None else [])]
            parts += ["score"] if span.score is not None else []
            lost += losses.of_parts(article, span, parts)
    write_text(path, "".join(lines))
    return lost
