"""Pairing gold with predicted spans one to one, and naming what is wrong with each pair."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.article import Span

#: What can be wrong, from the plainest to the most mixed.
ERRORS = (
    "missed",
    "spurious",
    "wrong label",
    "left boundary",
    "right boundary",
    "both boundaries",
    "label and boundary",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold and a predicted span that belong together, one of them None where it has no partner.

    Attributes:
        kind: `right`, or one of `ERRORS`.
        gold: the corpus's span.
        predicted: the model's span.
    """

    kind: str
    gold: Span | None
    predicted: Span | None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The one or two spans, gold first."""
        return tuple(span for span in (self.gold, self.predicted) if span is not None)


def error_kinds(gold_spans: Iterable[Span], predicted_spans: Iterable[Span]) -> list[Pair]:
    """Pair the spans of one article; every span stands in exactly one pair.

    Equal spans are paired first, then spans with the same ends, then overlapping spans of one
    label, then overlapping spans; within a step those that share most of their characters. The
    order in which the spans are given does not matter.

    Returns:
        Pairs in document order.
    """
    gold = sorted(gold_spans, key=_order)
    predicted = sorted(predicted_spans, key=_order)
    pairs = _equal(gold, predicted)
    for may_pair in (_same_ends, _same_label, Span.overlaps):
        pairs += _step(gold, predicted, may_pair)
    pairs += [Pair("missed", span, None) for span in gold]
    pairs += [Pair("spurious", None, span) for span in predicted]
    return sorted(pairs, key=lambda pair: _order(pair.spans[0]))


def _equal(gold: list[Span], predicted: list[Span]) -> list[Pair]:
    """Pair equal spans; what is paired leaves the two lists."""
    waiting: dict[tuple[str, int, int], deque[Span]] = {}
    for span in predicted:
        waiting.setdefault(span.key, deque()).append(span)
    pairs, rest = [], []
    for span in gold:
        if waiting.get(span.key):
            pairs.append(Pair("right", span, waiting[span.key].popleft()))
        else:
            rest.append(span)
    gold[:] = rest
    predicted[:] = sorted((span for left in waiting.values() for span in left), key=_order)
    return pairs


def _step(
    gold: list[Span], predicted: list[Span], may_pair: Callable[[Span, Span], bool]
) -> list[Pair]:
    """Pair greedily, the greatest overlap first; what is paired leaves the two lists."""
    candidates = sorted(
        (-_jaccard(want, have), g, p)
        for g, want in enumerate(gold)
        for p, have in enumerate(predicted)
        if may_pair(want, have)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, p in candidates:
        if g not in partner and p not in taken:
            partner[g] = p
            taken.add(p)
    pairs = [Pair(_kind(gold[g], predicted[p]), gold[g], predicted[p]) for g, p in partner.items()]
    gold[:] = [span for g, span in enumerate(gold) if g not in partner]
    predicted[:] = [span for p, span in enumerate(predicted) if p not in taken]
    return pairs


def _kind(gold: Span, predicted: Span) -> str:
    left, right = gold.start != predicted.start, gold.end != predicted.end
    if gold.label != predicted.label:
        return "label and boundary" if left or right else "wrong label"
    if left and right:
        return "both boundaries"
    return "left boundary" if left else "right boundary"


def _same_ends(gold: Span, predicted: Span) -> bool:
    return (gold.start, gold.end) == (predicted.start, predicted.end)


def _same_label(gold: Span, predicted: Span) -> bool:
    return gold.label == predicted.label and gold.overlaps(predicted)


def _jaccard(gold: Span, predicted: Span) -> float:
    shared = min(gold.end, predicted.end) - max(gold.start, predicted.start)
    return shared / (gold.end - gold.start + predicted.end - predicted.start - shared)


def _order(span: Span) -> tuple[int, int, str, str]:
    """Document order, an outer span first; the id settles spans that are otherwise equal."""
    return (span.start, -span.end, span.label, span.id or "")
