"""Scores on parts of the articles and spans: where a tagger is strong and where weak."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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


def slice_report(
    gold: Sequence[Article],
    predicted: Sequence[Article],
    schema: Schema,
    forms: Collection[Form] | None,
) -> dict[str, Any]:
    """Strict scores on each value of each slicing.

    Returns:
        Slicing -> `title`, `meaning`, `recall_only`, and `rows`: value -> `micro` and `labels`,
        each with `support`, `recall`, and where they are defined `predicted`, `precision`, `f1`.
        Slicings that no gold span has a value under are left out.
    """
    plans = slicings(forms)
    tables: dict[str, defaultdict[tuple[str, str], list[int]]] = {
        name: defaultdict(lambda: [0, 0, 0]) for name in plans
    }
    for want, have in zip(gold, predicted, strict=True):
        wanted = sorted(schema.gold(want), key=lambda s: (s.start, -s.end))
        hits = _hits(wanted, have.spans)
        nested = _nested(wanted)
        for name, plan in plans.items():
            table = tables[name]
            for span, hit, inside in zip(wanted, hits, nested, strict=True):
                value = ("nested" if inside else "alone") if plan.nested else plan.of(want, span)
                if value is None:
                    continue
                cell = table[value, span.label]
                cell[0] += 1
                cell[2] += hit
            if plan.nested:
                continue
            for span in have.spans:
                if (value := plan.of(want, span)) is not None:
                    table[value, span.label][1] += 1
    return {
        name: {
            "title": plan.title,
            "meaning": plan.meaning,
            "recall_only": plan.nested,
            "rows": _rows(tables[name], plan, schema),
        }
        for name, plan in plans.items()
        if tables[name]
    }


def _hits(gold: Sequence[Span], predicted: Sequence[Span]) -> list[bool]:
    """For each gold span, whether a prediction of its own equals it."""
    waiting = Counter(span.key for span in predicted)
    found = []
    for span in gold:
        found.append(waiting[span.key] > 0)
        waiting[span.key] -= 1
    return found


def _nested(spans: Sequence[Span]) -> list[bool]:
    """For spans in document order, whether each overlaps one of another label."""
    found = [False] * len(spans)
    for i, span in enumerate(spans):
        for j in range(i + 1, len(spans)):
            if spans[j].start >= span.end:
                break
            if spans[j].label != span.label and span.overlaps(spans[j]):
                found[i] = found[j] = True
    return found


def _rows(table: dict[tuple[str, str], list[int]], plan: Slicing, schema: Schema) -> dict[str, Any]:
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (value, _), cell in table.items():
        sums[value] = [a + b for a, b in zip(sums[value], cell, strict=True)]
    values = [v for v in plan.values if v in sums] or sorted(sums, key=lambda v: (-sums[v][0], v))
    return {
        value: {
            "micro": _row(sums[value], plan.nested),
            "labels": {x: _row(table.get((value, x), [0, 0, 0]), plan.nested)
                       for x in schema.labels},
        }
        for value in values
    }  # fmt: skip


def _row(cell: Sequence[int], recall_only: bool) -> dict[str, float]:
    gold, predicted, right = cell
    row = {"support": gold, "recall": right / gold if gold else 0.0}
    if not recall_only:
        total = gold + predicted
        row["predicted"] = predicted
        row["precision"] = right / predicted if predicted else 0.0
        row["f1"] = 2 * right / total if total else 0.0
    return row
