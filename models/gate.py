"""What stands between a graph and its publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.article import Article
from data.errors import SitrepError
from data.schema import Schema
from models.tagger import Tagger

#: Greatest difference allowed between a logit of the fp32 graph and PyTorch's.
TOLERANCE = 1e-4


def check_equal(ours: Tagger, reference: Tagger, articles: Sequence[Article]) -> float:
    """Compare logits and spans of two taggers on articles.

    Returns:
        The greatest difference between two logits.

    Raises:
        SitrepError: it is over `TOLERANCE`, or a span differs.
    """
    worst = 0.0
    for article in articles:
        ((_, left),) = ours.word_logits([article])
        ((_, right),) = reference.word_logits([article])
        difference = float(np.abs(left - right).max(initial=0.0))
        worst = max(worst, difference)
        if not difference <= TOLERANCE:  # so that a NaN fails
            raise SitrepError(
                f"The ONNX graph differs from PyTorch by {difference:.1e} on article {article.id}"
                f" (allowed: {TOLERANCE:.0e}); nothing was exported."
            )
        (found,), (wanted,) = ours.stream([article]), reference.stream([article])
        if [s.key for s in found.spans] != [s.key for s in wanted.spans]:
            raise SitrepError(
                f"The ONNX graph gives other spans than PyTorch on article {article.id};"
                " nothing was exported."
            )
    return worst


def strict_f1(tagger: Tagger, articles: Sequence[Article]) -> dict[str, float]:
    """Strict F1 in percent by label, and over all of them as `micro`.

    `eval.scores` does this and much more, but may not be imported from here.
    """
    return f1_by_label(
        articles, list(tagger.stream(a.with_spans(()) for a in articles)), tagger.schema
    )


def f1_by_label(
    gold: Sequence[Article], predicted: Sequence[Article], schema: Schema
) -> dict[str, float]:
    """Strict F1 in percent by label and `micro`; articles are paired by order."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for want, have in zip(gold, predicted, strict=True):
        wanted, found = {s.key for s in schema.gold(want)}, {s.key for s in have.spans}
        for label, _, _ in wanted & found:
            right.update((label, "micro"))
        for label, _, _ in (*wanted, *found):
            total.update((label, "micro"))
    names = (*schema.labels, "micro")
    return {name: 200 * right[name] / total[name] if total[name] else 0.0 for name in names}


@dataclass(frozen=True)
class Verdict:
    """How int8 compares with fp32 on dev.

    Attributes:
        fp32: strict F1 by label and `micro`, in percent.
        int8: the same after quantisation.
        faults: a phrase for each limit that int8 breaks; none means that it passed.
    """

    fp32: Mapping[str, float]
    int8: Mapping[str, float]
    faults: tuple[str, ...]


def judge(
    fp32: Mapping[str, float], int8: Mapping[str, float], max_loss: float, max_label_loss: float
) -> Verdict:
    """Hold int8's losses against the limits, in points of F1."""
    faults = []
    for name, before in fp32.items():
        limit = max_loss if name == "micro" else max_label_loss
        loss = before - int8[name]
        if loss > limit:
            faults.append(f"{name} F1 falls by {loss:.2f} points (allowed: {limit:g})")
    return Verdict(fp32, int8, tuple(faults))
