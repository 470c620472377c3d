"""The article browser: gold and predicted spans side by side, errors marked and filterable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from data.article import Article, Span
from data.labels import LINKS
from data.schema import Schema
from eval.pairing import ERRORS, Pair, error_kinds
from models.highlight import style
from models.marks import marked, rows

_TEMPLATES = Path(__file__).with_name("templates")


def browser(gold: Sequence[Article], predicted: Sequence[Article], schema: Schema) -> Markup:
    """A self-contained part of a page: markup, style, script and data.

    An article's text is put into the page only while it is shown, so hundreds open at once.
    Several browsers may stand on one page.

    Args:
        gold: articles with the corpus's spans; the schema's labels are taken from them.
        predicted: the same articles with spans under the schema's labels.
        schema: the labels to show.

    Raises:
        ValueError: the two are not the same articles in the same order.
    """
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    data = {
        "labels": schema.labels,
        "errors": ERRORS,
        "articles": [
            _article(want, have, schema) for want, have in zip(gold, predicted, strict=True)
        ],
    }
    parts = {
        name: Markup((_TEMPLATES / f"browser.{name}").read_text(encoding="utf-8"))
        for name in ("css", "js")
    }
    written = environment.get_template("browser.html").render(
        data=data, style=style(schema.label_rules), **parts
    )
    return Markup(written)


def _article(want: Article, have: Article, schema: Schema) -> dict[str, Any]:
    if want.id != have.id or want.text != have.text:
        raise ValueError(f"article {want.id} was paired with {have.id}")
    wanted = schema.gold(want)
    pairs = error_kinds(wanted, have.spans)
    sides = (
        (wanted, {id(pair.gold): i for i, pair in enumerate(pairs)}),
        (have.spans, {id(pair.predicted): i for i, pair in enumerate(pairs)}),
    )

    def cells(start: int, end: int) -> list[str]:
        return [
            marked(
                want.text,
                spans,
                lambda span, index=index: _attributes(index[id(span)], pairs),  # type: ignore[misc]
                start,
                end,
            )
            for spans, index in sides
        ]

    return {
        "id": want.id,
        "meta": dict(want.meta),
        "rows": [[row.kind, *cells(row.start, row.end)] for row in rows(want)],
        "pairs": [_pair(pair, want, have) for pair in pairs],
    }


def _attributes(index: int, pairs: Sequence[Pair]) -> dict[str, str]:
    kind = pairs[index].kind
    wrong = {} if kind == "right" else {"data-error": kind}
    return {"data-pair": str(index), **wrong}


def _pair(pair: Pair, want: Article, have: Article) -> list[Any]:
    """Kind, then label and facts of either side, None where there is none."""
    return [
        pair.kind,
        *(
            None if span is None else [span.label, _facts(span, article)]
            for span, article in ((pair.gold, want), (pair.predicted, have))
        ),
    ]


def _facts(span: Span, article: Article) -> dict[str, str]:
    """Score and attributes; a link is told by the text of the span it names."""
    named = {other.id: article.surface(other) for other in article.spans if other.id is not None}
    score = {} if span.score is None else {"score": f"{span.score:.3f}"}
    return score | {
        name: named.get(value, value) if name in LINKS else value
        for name, value in span.attributes.items()
    }
