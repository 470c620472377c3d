"""Scores over sets of spans, compared by characters.

Every count is made article by article and added up, so merging or reordering articles, or
shuffling annotations, changes nothing. Overlapping spans, also of one label, are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.article import Article, Span
from data.schema import Schema
from eval.counts import FIELDS, count_articles, tally


@dataclass(frozen=True, slots=True)
class Counts:
    """Gold spans, predicted spans and credit given; credit is whole except under `partial`."""

    gold: int = 0
    predicted: int = 0
    credit: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.gold + other.gold, self.predicted + other.predicted, self.credit + other.credit
        )

    @property
    def precision(self) -> float:
        """Share of predicted spans that are right; 0 where there are none."""
        return self.credit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of gold spans that are found; 0 where there are none."""
        return self.credit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.gold + self.predicted
        return 2 * self.credit / total if total else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain data for `metrics.json`."""
        return {
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
            "support": self.gold, "predicted": self.predicted, "credit": self.credit,
        }  # fmt: skip


#: Mode -> credit of a pair that shares a character without having equal ends. `boundary` is
#: strict with all labels taken as one.
MODES = {"strict": 0.0, "partial": 0.5, "overlap": 1.0, "boundary": 0.0}


def credit(gold: Sequence[Span], predicted: Sequence[Span], mode: str) -> float:
    """Credit that predicted spans of one label earn against gold spans of one article.

    `strict`: both ends equal. `overlap`: sharing a character with a gold span. `partial`: 1 for
    equal ends, 0.5 for sharing a character (MUC-5, Chinchor and Sundheim 1993).
    """
    ends = [[(span.start, span.end) for span in side] for side in (gold, predicted)]
    _, _, equal, near, _ = tally(*ends)
    return equal + MODES[mode] * near


@dataclass(frozen=True)
class Scores:
    """Counts per mode and label, over all articles.

    Attributes:
        modes: mode -> label -> counts; mode `boundary` has the single label `any`.
        missed: label -> gold spans that share no character with a predicted span of the label.
        families: label -> family (the schema's layer).
    """

    modes: dict[str, dict[str, Counts]]
    missed: dict[str, int]
    families: dict[str, str]

    def micro(self, mode: str = "strict") -> Counts:
        """All labels' counts together."""
        return sum(self.modes[mode].values(), Counts())

    def macro_f1(self, mode: str = "strict") -> float:
        """Mean F1 of the labels that occur in gold or prediction."""
        seen = [c.f1 for c in self.modes[mode].values() if c.gold or c.predicted]
        return sum(seen) / len(seen) if seen else 0.0

    def family(self, name: str, mode: str = "strict") -> Counts:
        """A family's counts together."""
        rows = self.modes[mode].items()
        return sum((c for label, c in rows if self.families[label] == name), Counts())

    def to_dict(self) -> dict[str, Any]:
        """Plain data for `metrics.json`."""
        out: dict[str, Any] = {}
        for mode, rows in self.modes.items():
            out[mode] = {
                "micro": self.micro(mode).to_dict(),
                "macro_f1": self.macro_f1(mode),
                "labels": {label: counts.to_dict() for label, counts in rows.items()},
            }
            if mode != "boundary":
                names = dict.fromkeys(self.families.values())
                out[mode]["families"] = {n: self.family(n, mode).to_dict() for n in names}
        out["missed"] = self.missed
        return out


def score(gold: Iterable[Article], predicted: Iterable[Article], schema: Schema) -> Scores:
    """Score predictions against gold articles, paired by order.

    Args:
        gold: articles with the corpus's spans; the schema's labels are taken from them.
        predicted: the same articles with spans under the schema's labels.
        schema: the labels to score.

    Raises:
        ValueError: the two are not the same articles in the same order.
    """
    return total(count_articles(gold, predicted, schema), schema)


def total(counts: NDArray[np.int64], schema: Schema) -> Scores:
    """Scores of a table of counts, shape (articles, labels + 1, fields)."""
    rows: list[dict[str, int]] = [
        dict(zip(FIELDS, row, strict=True)) for row in counts.sum(axis=0).tolist()
    ]

    def as_counts(row: dict[str, int], mode: str) -> Counts:
        return Counts(row["gold"], row["predicted"], row["equal"] + MODES[mode] * row["near"])

    labelled = dict(zip(schema.labels, rows[:-1], strict=True))
    modes = {
        mode: {"any": as_counts(rows[-1], mode)}
        if mode == "boundary"
        else {label: as_counts(row, mode) for label, row in labelled.items()}
        for mode in MODES
    }
    missed = {label: row["missed"] for label, row in labelled.items()}
    return Scores(modes, missed, {label: schema.family(label) for label in schema.labels})
