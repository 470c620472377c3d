"""A tagged article as plain data and as one JSON line; needs only the standard library."""

from __future__ import annotations

import json
import re
from typing import Any

from data.article import Article

# Line ends to other programs, though JSON lets them stand inside a string.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}

#: What a predicted casualty figure says, in the order in which it is written.
VALUES = ("outcome", "low", "high", "victims")


def prediction(article: Article) -> dict[str, Any]:
    """A tagged article as plain data.

    Returns:
        `id`, `text`, and `spans` of `label`, `start`, `end`, `text`, where there are any `score`
        (six decimals) and `VALUES`; `low` and `high` as integers.
    """
    spans = [
        {
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "text": article.surface(span),
            **({} if span.score is None else {"score": round(span.score, 6)}),
            **{
                name: int(value) if name in ("low", "high") else value
                for name in VALUES
                if (value := span.attributes.get(name)) is not None
            },
        }
        for span in article.spans
    ]
    return {"id": article.id, "text": article.text, "spans": spans}


def dump_prediction(article: Article) -> str:
    """One line with what `prediction` gives."""
    return one_line(prediction(article))


def one_line(value: object) -> str:
    """JSON without any character that some program takes for a line end."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x85\u2028\u2029]", lambda match: _LINE_ENDS[match.group()], text)
