"""Scores on parts of the articles and spans: where a tagger is strong and where weak."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from data.article import Article, Span
from data.schema import Schema
from eval.slicings import Form, Slicing, slicings


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
