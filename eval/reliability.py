"""Whether scores mean what they say: reliability, calibration error, and thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.article import Article
from data.schema import Schema
from eval.counts import ratio

#: Bins of the reliability curve, each of about as many spans as the others.
BINS = 10
#: Scores at which precision and recall are told.
THRESHOLDS = (0.0, *(round(0.05 * step, 2) for step in range(1, 20)), 0.99)


@dataclass(frozen=True)
class Outcomes:
    """Predicted spans with their scores, and whether each is right (label and both ends).

    Attributes:
        scores: shape (spans,), each in [0, 1].
        right: shape (spans,).
        labels: shape (spans,), label names.
        support: label -> gold spans.
    """

    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    labels: NDArray[np.str_]
    support: Mapping[str, int]

    def of(self, label: str | None) -> tuple[NDArray[np.float64], NDArray[np.bool_], int]:
        """Scores, right and support of one label, or of all for None."""
        if label is None:
            return self.scores, self.right, sum(self.support.values())
        chosen = self.labels == label
        return self.scores[chosen], self.right[chosen], self.support[label]


def outcomes(gold: Iterable[Article], predicted: Iterable[Article], schema: Schema) -> Outcomes:
    """Look up each scored prediction among the gold spans of its article."""
    support = dict.fromkeys(schema.labels, 0)
    scores, right, labels = [], [], []
    for want, have in zip(gold, predicted, strict=True):
        waiting = Counter(span.key for span in schema.gold(want))
        for label, _, _ in waiting.elements():
            support[label] += 1
        for span in have.spans:
            if span.score is None:
                raise ValueError(f"article {have.id}: a predicted span has no score")
            scores.append(span.score)
            labels.append(span.label)
            right.append(waiting[span.key] > 0)
            waiting[span.key] -= 1
    return Outcomes(np.array(scores, float), np.array(right, bool), np.array(labels, str), support)


def reliability(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Bins of spans of rising score: `spans`, mean `score`, `right` share.

    Spans of one score share a bin, so that the order of spans does not matter.
    """
    rank = np.searchsorted(np.sort(scores), scores)
    parts = rank * BINS // max(1, len(scores))
    return [
        {
            "spans": len(part),
            "score": round(float(scores[part].mean()), 6),
            "right": round(float(right[part].mean()), 6),
        }
        for part in (np.flatnonzero(parts == number) for number in range(BINS))
        if len(part)
    ]


def calibration_error(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean over bins of |mean score - share right|, by spans.

    Guo et al. 2017, with bins of equal mass instead of equal width, since most scores are high.
    """
    bins = reliability(scores, right)
    total = sum(row["spans"] for row in bins)
    wrong = sum(row["spans"] * abs(row["score"] - row["right"]) for row in bins)
    return round(wrong / total, 6) if total else 0.0


def at_thresholds(found: Outcomes, label: str | None) -> list[dict[str, float]]:
    """Precision, recall and F1 of the spans whose score reaches each of `THRESHOLDS`."""
    scores, right, support = found.of(label)
    rows = []
    for threshold in THRESHOLDS:
        kept = scores >= threshold
        count, good = int(kept.sum()), int((kept & right).sum())
        values = ratio([good, good, 2 * good], [count, support, count + support])
        names = ("precision", "recall", "f1")
        rows.append({"threshold": threshold, "predicted": count,
                     **dict(zip(names, values.round(6).tolist(), strict=True))})  # fmt: skip
    return rows


def best_threshold(found: Outcomes) -> float:
    """The lowest score at which dropping everything below it gives the best micro F1; 0 if none.

    F1 counts all labels together.
    """
    scores, right, support = found.of(None)
    if not right.any():
        return 0.0
    order = np.argsort(-scores, kind="stable")
    good = np.cumsum(right[order])
    f1 = 2 * good / (np.arange(1, len(order) + 1) + support)
    last = np.append(np.diff(scores[order]) != 0, True)  # spans of one score stay together
    f1[~last] = 0
    best = len(f1) - 1 - int(np.argmax(f1[::-1]))
    return float(scores[order][best])


def calibration_report(
    calibrated: Outcomes, raw: Outcomes, schema: Schema, threshold: float | None
) -> dict[str, Any]:
    """Reliability and calibration error before and after, and scores by threshold.

    Args:
        calibrated: spans with scores after the temperatures.
        raw: the same spans with scores before them.
        schema: the labels.
        threshold: the best one on dev, or None where that is not known.
    """
    names = {"micro": None, **{label: label for label in schema.labels}}
    report: dict[str, Any] = {
        "reliability": {
            "before": reliability(*raw.of(None)[:2]),
            "after": reliability(*calibrated.of(None)[:2]),
        },
        "ece": {
            name: {
                "before": calibration_error(*raw.of(label)[:2]),
                "after": calibration_error(*calibrated.of(label)[:2]),
            }
            for name, label in names.items()
        },
        "thresholds": {name: at_thresholds(calibrated, label) for name, label in names.items()},
    }
    if threshold is not None:
        scores, right, support = calibrated.of(None)
        kept = scores >= threshold
        count, good = int(kept.sum()), int((kept & right).sum())
        precision, recall, f1 = ratio(
            [good, good, 2 * good], [count, support, count + support]
        ).tolist()
        report["dev_threshold"] = {
            "threshold": threshold, "precision": precision, "recall": recall, "f1": f1,
        }  # fmt: skip
    return report
