"""Kinds of error, what each costs, and which labels are taken for each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.article import Article, Span
from data.schema import Schema

#: Kind -> what it means, in the words of the report.
KINDS = {
    "missed": "a gold span with no prediction to pair with",
    "spurious": "a prediction with no gold span to pair with",
    "label": "both ends right, another label",
    "left": "label right, only the start wrong",
    "right": "label right, only the end wrong",
    "both": "label right, both ends wrong",
    "label_and_boundary": "another label and at least one end wrong",
}

#: Least share of their joint characters that spans of different labels must have in common to
#: be taken for one span: families nest by nature, so a mere overlap says nothing.
SAME = 0.5

#: The row and column of what is paired with nothing.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold span and the prediction held to stand for it; `kind` is `exact` or of `KINDS`."""

    kind: str
    gold: Span | None
    predicted: Span | None


def pair_spans(gold: Sequence[Span], predicted: Sequence[Span]) -> list[Pair]:
    """Pair the spans of one article one to one.

    Exact pairs (label and ends equal) are taken first. Of the rest, pairs are taken in this
    order, each span at most once: equal ends under another label; an overlap under one label;
    under different labels an overlap of at least `SAME` of the joint characters. Within each
    step the greatest share of joint characters goes first, then the earliest spans, so the
    order of annotations does not matter.
    """
    waiting: defaultdict[tuple[str, int, int], list[Span]] = defaultdict(list)
    for span in predicted:
        waiting[span.key].append(span)
    pairs: list[Pair] = []
    left: list[Span] = []
    for span in sorted(gold, key=_place):
        if waiting[span.key]:
            pairs.append(Pair("exact", span, waiting[span.key].pop()))
        else:
            left.append(span)
    right = sorted((span for spans in waiting.values() for span in spans), key=_place)
    choices = sorted(
        (*rank, _place(want), _place(have), i, j)
        for i, want in enumerate(left)
        for j, have in enumerate(right)
        if (rank := _rank(want, have)) is not None
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for *_, i, j in choices:
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
            pairs.append(Pair(_kind(left[i], right[j]), left[i], right[j]))
    pairs += [Pair("missed", s, None) for i, s in enumerate(left) if i not in taken]
    pairs += [Pair("spurious", None, s) for j, s in enumerate(right) if j not in used]
    return pairs


def _place(span: Span) -> tuple[int, int, str]:
    return (span.start, span.end, span.label)


def _rank(want: Span, have: Span) -> tuple[int, float] | None:
    """Step of the pairing and its order in it; None for spans that do not belong together."""
    common = min(want.end, have.end) - max(want.start, have.start)
    if common <= 0:
        return None
    share = common / (max(want.end, have.end) - min(want.start, have.start))
    if want.label == have.label:
        return (1, -share)
    if share == 1:
        return (0, -share)
    return (2, -share) if share >= SAME else None


def _kind(want: Span, have: Span) -> str:
    start, end = want.start == have.start, want.end == have.end
    if want.label != have.label:
        return "label" if start and end else "label_and_boundary"
    if end:
        return "left"
    return "right" if start else "both"


def error_report(
    gold: Iterable[Article], predicted: Iterable[Article], schema: Schema
) -> dict[str, Any]:
    """Errors by kind and label, F1 lost to each kind, and the confusion between labels.

    The gain of a kind is how much strict micro F1 would rise if all errors of that kind alone
    were repaired, as in TIDE (Bolya et al. 2020): a missed span is predicted, a spurious one is
    not, any other wrong prediction becomes right. With G gold, P predicted and R right spans,
    F1 is 2R / (G + P); n missed spans repaired make it 2(R + n) / (G + P + n), n spurious ones
    2R / (G + P - n), n others 2(R + n) / (G + P). `share` is a kind's part of all gains. Gains
    do not add up to 1 - F1, since F1 is not linear in these counts.

    Returns:
        `kinds`: kind -> `meaning`, `count`, `labels` (the gold label's, the predicted one's for
        spurious spans), `gain`, `share`; `confusion`: gold label -> predicted label -> pairs,
        with `none` for missed and spurious; pairs with wrong ends are among them.
    """
    kinds: Counter[tuple[str, str]] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    for want, have in zip(gold, predicted, strict=True):
        for pair in pair_spans(schema.gold(want), have.spans):
            row = pair.gold.label if pair.gold else NONE
            column = pair.predicted.label if pair.predicted else NONE
            kinds[pair.kind, column if row == NONE else row] += 1
            confusion[row, column] += 1
    labels = schema.labels
    counts = {kind: sum(kinds[kind, x] for x in labels) for kind in ("exact", *KINDS)}
    gains = _gains(counts)
    lost = sum(gains.values())
    names = (*labels, NONE)
    return {
        "kinds": {
            kind: {
                "meaning": meaning,
                "count": counts[kind],
                "labels": {label: kinds[kind, label] for label in labels},
                "gain": gains[kind],
                "share": gains[kind] / lost if lost else 0.0,
            }
            for kind, meaning in KINDS.items()
        },
        "confusion": {row: {column: confusion[row, column] for column in names} for row in names},
    }


def _gains(counts: dict[str, int]) -> dict[str, float]:
    right = counts["exact"]
    paired = sum(counts.values()) - counts["missed"] - counts["spurious"]
    both = 2 * paired + counts["missed"] + counts["spurious"]  # gold and predicted together
    now = 2 * right / both if both else 0.0
    gains = {}
    for kind in KINDS:
        more = counts[kind]
        if kind == "spurious":
            after, below = 2 * right, both - more
        else:
            after, below = 2 * (right + more), both + (more if kind == "missed" else 0)
        gains[kind] = after / below - now if below and more else 0.0
    return gains
