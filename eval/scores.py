"""Scores over sets of spans, compared by characters.

Every count is made article by article and added up, so merging or reordering articles, or
shuffling annotations, changes nothing. Overlapping spans, also of one label, are allowed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.article import Article, Span
from data.schema import Schema


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

    def to_dict(self) -> dict[str, float]:
        """Plain data for `metrics.json`."""
        return {
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
            "support": self.gold, "predicted": self.predicted, "credit": self.credit,
        }  # fmt: skip


#: Ways of crediting a predicted span.
MODES = ("strict", "partial", "overlap", "boundary")


def credit(gold: Sequence[Span], predicted: Sequence[Span], mode: str) -> float:
    """Credit that predicted spans of one label earn against gold spans of one article.

    `strict`: both ends equal. `overlap`: sharing a character with a gold span. `partial`: 1 for
    equal ends, 0.5 for sharing a character (MUC-5). Pairs are one to one: the most that any
    pairing can earn, so that the order of annotations does not matter.
    """
    exact = Counter((s.start, s.end) for s in gold) & Counter((s.start, s.end) for s in predicted)
    equal = exact.total()
    if mode == "strict":
        return float(equal)
    left = _without(gold, exact)
    right = _without(predicted, exact)
    return equal + _matching(left, right) * (0.5 if mode == "partial" else 1.0)


def _without(spans: Sequence[Span], taken: Counter[tuple[int, int]]) -> list[Span]:
    budget = Counter(taken)
    rest = []
    for span in spans:
        if budget[(span.start, span.end)] > 0:
            budget[(span.start, span.end)] -= 1
        else:
            rest.append(span)
    return rest


def _matching(left: Sequence[Span], right: Sequence[Span]) -> int:
    """Greatest number of one-to-one overlapping pairs (Kuhn's augmenting paths)."""
    partner: dict[int, int] = {}
    near = [[j for j, other in enumerate(right) if span.overlaps(other)] for span in left]

    def augment(i: int, seen: set[int]) -> bool:
        for j in near[i]:
            if j not in seen:
                seen.add(j)
                if j not in partner or augment(partner[j], seen):
                    partner[j] = i
                    return True
        return False

    return sum(augment(i, set()) for i in range(len(left)))


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
    modes: dict[str, dict[str, Counts]] = {
        mode: dict.fromkeys(("any",) if mode == "boundary" else schema.labels, Counts())
        for mode in MODES
    }
    missed = dict.fromkeys(schema.labels, 0)
    for want, have in zip(gold, predicted, strict=True):
        if want.id != have.id or want.text != have.text:
            raise ValueError(f"article {want.id} was paired with {have.id}")
        wanted, found = schema.gold(want), have.spans
        for label in schema.labels:
            g = [s for s in wanted if s.label == label]
            p = [s for s in found if s.label == label]
            for mode in ("strict", "partial", "overlap"):
                modes[mode][label] += Counts(len(g), len(p), credit(g, p, mode))
            missed[label] += sum(not any(s.overlaps(o) for o in p) for s in g)
        modes["boundary"]["any"] += _boundary(wanted, found)
    return Scores(modes, missed, {label: schema.family(label) for label in schema.labels})


def _boundary(gold: Sequence[Span], predicted: Sequence[Span]) -> Counts:
    return Counts(len(gold), len(predicted), credit(gold, predicted, "strict"))
