"""The values of casualty figures, put together and written onto predicted spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.article import Article, Span
from data.schema import Schema
from models.values.bounds import bounds
from models.values.context import context_of
from models.values.outcome import outcome
from models.values.victims import victims

#: Labels of figures in the core schema, and the outcome that each states ("" where it states none).
CORE_LABELS: Mapping[str, str] = {"casualty": ""}

# Their order in the corpus, before `by` and `at`.
_ORDER = ("outcome", "low", "high", "victims")


def figure_labels(schema: Schema) -> dict[str, str]:
    """The schema's labels of casualty figures, and the outcome that each states, "" if none."""
    return {
        rule.name: rule.value if rule.attribute == "outcome" else ""
        for rule in schema.label_rules
        if rule.tag == "casualty"
    }


def casualty_value(
    article: Article, span: Span, labels: Mapping[str, str] = CORE_LABELS
) -> dict[str, int | str]:
    """What a figure says, after the guidelines.

    Args:
        article: its text, and spans of other labels, which may help.
        span: the figure; half-open characters, any stretch of the text.
        labels: labels of figures and the outcome that each states (`figure_labels`).

    Returns:
        `outcome`, `low`, `high` (whole numbers, each left out where open, low not above high)
        and `victims`.
    """
    context = context_of(article, span, labels)
    text = article.text
    low, high = bounds(
        article.surface(span), text[context.start : span.start], text[span.end : context.end]
    )
    values: dict[str, int | str | None] = {
        "outcome": labels.get(span.label) or outcome(context),
        "low": low,
        "high": high,
        "victims": victims(context),
    }
    return {name: value for name, value in values.items() if value is not None}


def with_values(article: Article, labels: Mapping[str, str] = CORE_LABELS) -> Article:
    """The article with values as attributes on its figures, in the order of the guidelines.

    Values that a figure carries already give way; its `by` and `at` stay.
    """
    return replace(article, spans=tuple(_filled(article, span, labels) for span in article.spans))


def _filled(article: Article, span: Span, labels: Mapping[str, str]) -> Span:
    if span.label not in labels:
        return span
    values = {name: str(value) for name, value in casualty_value(article, span, labels).items()}
    kept = {name: value for name, value in span.attributes.items() if name not in _ORDER}
    return replace(span, attributes={**values, **kept})
