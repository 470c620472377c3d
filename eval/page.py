"""The readable page of an evaluation: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from data.article import Article, Span
from eval.browser import browser

if TYPE_CHECKING:
    from eval.evaluate import Evaluation

#: Characters shown on each side of an error.
AROUND = 60


def page(metrics: Mapping[str, Any], results: Mapping[str, Evaluation]) -> str:
    """Scores of each split, and what was missed or wrongly put in each article."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    errors = {
        name: {
            want.id: _errors(want, result.schema.gold(want), have.spans)
            for want, have in zip(result.gold, result.predicted, strict=True)
        }
        for name, result in results.items()
    }
    browsers = {
        name: browser(result.gold, result.predicted, result.schema)
        for name, result in results.items()
    }
    return environment.get_template("page.html").render(
        metrics=metrics, errors=errors, browsers=browsers
    )


def _errors(article: Article, gold: tuple[Span, ...], found: tuple[Span, ...]) -> list[Any]:
    right = {span.key for span in gold} & {span.key for span in found}
    sides = (("missed", gold), ("spurious", found))
    rows = [
        {
            "kind": kind,
            "label": span.label,
            "start": span.start,
            "before": article.text[max(0, span.start - AROUND) : span.start],
            "text": article.surface(span),
            "after": article.text[span.end : span.end + AROUND],
        }
        for kind, spans in sides
        for span in spans
        if span.key not in right
    ]
    return sorted(rows, key=lambda row: (row["start"], row["kind"]))
