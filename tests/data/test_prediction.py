from __future__ import annotations

import json

from data.article import Article, Span
from data.prediction import dump_prediction


def test_a_line_holds_spans_scores_and_values():
    values = {"outcome": "killed", "low": "12", "victims": "unknown"}
    spans = (
        Span("casualty", 0, 2, None, values, 0.5),
        Span("location", 6, 10, "l1", {}, 0.12345678),
    )
    assert json.loads(dump_prediction(Article("a", "12 in Kyiv", spans))) == {
        "id": "a",
        "text": "12 in Kyiv",
        "spans": [
            {"label": "casualty", "start": 0, "end": 2, "text": "12", "score": 0.5,
             "outcome": "killed", "low": 12, "victims": "unknown"},
            {"label": "location", "start": 6, "end": 10, "text": "Kyiv", "score": 0.123457},
        ],
    }  # fmt: skip


def test_letters_beyond_ascii_stay_themselves():
    assert "Сєвєродонецьк 🇺🇦" in dump_prediction(Article.from_text("a", "Сєвєродонецьк 🇺🇦"))
