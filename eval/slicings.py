"""Ways of parting articles and spans, each by a property that a reader can check."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.article import Article, Span
from data.schema import Schema

#: Label and casefolded text of a span.
Form = tuple[str, str]

#: The value of a span under a property; None leaves the span out.
Property = Callable[[Article, Span], str | None]


def forms_of(articles: Sequence[Article], schema: Schema) -> frozenset[Form]:
    """The forms of all gold spans."""
    return frozenset(
        (span.label, article.surface(span).casefold())
        for article in articles
        for span in schema.gold(article)
    )


@dataclass(frozen=True)
class Slicing:
    """A way of parting spans.

    Attributes:
        title: what the report calls it.
        meaning: one sentence about it.
        values: in the order of the report; empty to sort them by support.
        of: gives a span's value. It looks at text, ends and label, so that a prediction that
            equals a gold span has its value.
        nested: the value needs the gold spans, so predictions have none: recall alone is told.
    """

    title: str
    meaning: str
    values: tuple[str, ...]
    of: Property
    nested: bool = False


WIDTHS = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"))
LENGTHS = ((200, "up to 200"), (400, "201-400"), (800, "401-800"))


def _step(value: int, steps: Sequence[tuple[int, str]], rest: str) -> str:
    return next((name for most, name in steps if value <= most), rest)


def _width(article: Article, span: Span) -> str:
    return _step(len(article.surface(span).split()), WIDTHS, "9+")


@lru_cache(maxsize=1)
def _words(text: str) -> int:
    return len(text.split())


def _length(article: Article, span: Span) -> str:
    return _step(_words(article.text), LENGTHS, "over 800")


def _block(article: Article, span: Span) -> str | None:
    index = bisect_right(article.blocks, span.start, key=lambda block: block.start) - 1
    if index < 0 or span.start >= article.blocks[index].end:
        return None
    return "headline" if article.blocks[index].kind == "headline" else "body"


def _meta(name: str) -> Property:
    return lambda article, span: article.meta.get(name)


def slicings(forms: Collection[Form] | None) -> dict[str, Slicing]:
    """The report's slicings; `form` only where the forms of training are known."""
    found = {
        "genre": Slicing("Genre", "Articles by their genre.", (), _meta("genre")),
        "conflict": Slicing("Conflict", "Articles by their conflict.", (), _meta("conflict")),
        "span_words": Slicing(
            "Length of the span, in words",
            "Spans by how many blank-separated words they hold.",
            (*(name for _, name in WIDTHS), "9+"),
            _width,
        ),
        "article_words": Slicing(
            "Length of the article, in words",
            "Articles by how many blank-separated words they hold.",
            (*(name for _, name in LENGTHS), "over 800"),
            _length,
        ),
        "block": Slicing(
            "Headline or body",
            "Spans by the block they begin in.",
            ("headline", "body"),
            _block,
        ),
        "nested": Slicing(
            "Nested or alone",
            "Gold spans that share a character with a gold span of another label, and those"
            " that do not. A prediction has no such property of its own, so precision and F1"
            " are not defined here.",
            ("nested", "alone"),
            lambda article, span: None,
            nested=True,
        ),
    }
    if forms is not None:
        seen = forms

        def form(article: Article, span: Span) -> str:
            known = (span.label, article.surface(span).casefold()) in seen
            return "seen" if known else "unseen"

        found["form"] = Slicing(
            "Form seen in training",
            "A span is seen if its text, capitals aside, occurs as a gold span of its label in"
            " the articles the run was trained on.",
            ("seen", "unseen"),
            form,
        )
    return found
