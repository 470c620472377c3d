"""A tagged article as one JSON line; needs nothing but the standard library."""

from __future__ import annotations

import json
from typing import Any

from data.article import Article, Span

#: Attributes that are whole numbers.
WHOLE = ("low", "high")


def dump_prediction(article: Article) -> str:
    """One line: `id`, `text`, and `spans` of `label`, `start`, `end`, `text`, `score`.

    A span's attributes stand beside these, `low` and `high` as numbers.
    """
    spans = [_span(article, span) for span in article.spans]
    return json.dumps({"id": article.id, "text": article.text, "spans": spans}, ensure_ascii=False)


def _span(article: Article, span: Span) -> dict[str, Any]:
    record: dict[str, Any] = {
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "text": article.surface(span),
    }
    if span.score is not None:
        record["score"] = round(span.score, 6)
    for name, value in span.attributes.items():
        record[name] = int(value) if name in WHOLE else value
    return record
