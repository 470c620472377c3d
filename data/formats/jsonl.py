"""JSON lines with character spans: one object an article."""

from __future__ import annotations

import json

from data.article import Article


def dump_prediction(article: Article) -> str:
    """One line: `id`, `text`, and `spans` of `label`, `start`, `end`, `text`, `score`."""
    spans = [
        {
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "text": article.surface(span),
            **({} if span.score is None else {"score": round(span.score, 6)}),
        }
        for span in article.spans
    ]
    return json.dumps({"id": article.id, "text": article.text, "spans": spans}, ensure_ascii=False)
