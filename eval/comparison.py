"""Two sets of predictions for the same articles, compared label by label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from data.article import Article
from data.errors import SitrepError
from data.schema import Schema
from eval.paired import Counts, f1, holm, paired
from eval.scores import credit

#: Raised whenever the meaning of `comparison.json` changes.
COMPARISON_VERSION = 1

#: Two-sided p below which a difference is called one.
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """One label, family or `micro`; F1 in [0, 1].

    Attributes:
        name: of the label or family.
        kind: `label`, `family` (of more than one label) or `micro`.
        support: gold spans.
        f1: strict, of the run.
        baseline_f1: strict, of the baseline.
        difference: `f1 - baseline_f1`.
        low: lower end of the 95 % interval of the difference.
        high: its upper end.
        p: two-sided p value.
        p_holm: the same, corrected for the number of labels and families; None for `micro`.
    """

    name: str
    kind: str
    support: int
    f1: float
    baseline_f1: float
    difference: float
    low: float
    high: float
    p: float
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One article: F1 in [0, 1], and by how much right minus wrong predictions grew."""

    id: str
    f1: float
    baseline_f1: float
    change: int


@dataclass(frozen=True)
class Comparison:
    """A run against a baseline.

    Attributes:
        run: name of the run.
        baseline: name of the baseline.
        articles: how many both tagged.
        draws: of the bootstrap and of the randomisation test.
        seed: of both.
        rows: labels, families, then micro.
        changes: articles whose score differs, those that changed most first.
    """

    run: str
    baseline: str
    articles: int
    draws: int
    seed: int
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> str:
        """One sentence on the micro F1."""
        row = self.rows[-1]
        points = f"{100 * abs(row.difference):.1f} points"
        figures = f"95 % interval {100 * row.low:.1f} to {100 * row.high:.1f}, p = {p_text(row.p)}"
        if row.p >= ALPHA:
            signed = f"{100 * row.difference:+.1f} points"
            return (
                f"No difference between {self.run} and {self.baseline} can be told from chance"
                f" ({signed}, {figures})."
            )
        side = "better" if row.difference > 0 else "worse"
        return f"{self.run} is {side} than {self.baseline} by {points} ({figures})."

    def to_dict(self) -> dict[str, Any]:
        """Plain data for `comparison.json`."""
        return {"version": COMPARISON_VERSION, "verdict": self.verdict, **asdict(self)}


def p_text(p: float) -> str:
    """A p value with three decimals, four below 0.001."""
    return f"{p:.4f}" if p < 0.001 else f"{p:.3f}"


def compare(
    gold: Sequence[Article],
    predicted: Sequence[Article],
    baseline: Sequence[Article],
    schema: Schema,
    names: tuple[str, str] = ("run", "baseline"),
    draws: int = 10_000,
    seed: int = 0,
) -> Comparison:
    """Compare two taggings of the same articles. The order of articles changes nothing.

    Args:
        gold: articles with the corpus's spans.
        predicted: the same articles with the run's spans, in any order.
        baseline: the same articles with the baseline's spans, in any order.
        schema: the labels to compare, which both were given.
        names: of the run and of the baseline.
        draws: of the bootstrap and of the randomisation test (eval/paired.py).
        seed: of both.

    Raises:
        SitrepError: the three are not the same articles, or there are none.
    """
    gold = sorted(gold, key=lambda article: article.id)
    if not gold:
        raise SitrepError("There are no articles to compare on.")
    sides = [
        label_counts(gold, _matched(gold, side, name), schema)
        for side, name in zip((predicted, baseline), names, strict=True)
    ]
    groups, kinds = _groups(schema)
    ours, theirs = (np.einsum("alc,gl->agc", side, groups) for side in sides)
    result = paired(ours, theirs, draws, seed)
    corrected = [*holm(result.p[:-1]).tolist(), None]
    support = ours[..., 0].sum(axis=0)
    rows = tuple(
        Row(
            name, kind, int(support[g]), float(result.f1[g]), float(result.baseline_f1[g]),
            float(result.difference[g]), float(result.low[g]), float(result.high[g]),
            float(result.p[g]), corrected[g],
        )
        for g, (name, kind) in enumerate(kinds)
    )  # fmt: skip
    changes = _changes(gold, ours[:, -1], theirs[:, -1])
    return Comparison(*names, len(gold), draws, seed, rows, changes)


def label_counts(gold: Sequence[Article], predicted: Sequence[Article], schema: Schema) -> Counts:
    """Gold, predicted and strictly right spans, shape (articles, labels, 3)."""
    rows = []
    for want, have in zip(gold, predicted, strict=True):
        wanted = schema.gold(want)
        row = []
        for label in schema.labels:
            g = [span for span in wanted if span.label == label]
            p = [span for span in have.spans if span.label == label]
            row.append((len(g), len(p), int(credit(g, p, "strict"))))
        rows.append(row)
    return np.array(rows, dtype=np.int64)


def _matched(gold: Sequence[Article], side: Sequence[Article], name: str) -> list[Article]:
    by_id = {article.id: article for article in side}
    wanted = {article.id for article in gold}
    odd = sorted(wanted ^ by_id.keys())
    if odd or len(by_id) != len(side) or len(wanted) != len(gold):
        what = f"'{odd[0]}' is on one side only" if odd else "an id stands twice"
        raise SitrepError(
            f"{name} did not tag the articles to compare on: {what};"
            " give predictions for the same articles."
        )
    for article in gold:
        if by_id[article.id].text != article.text:
            raise SitrepError(
                f"{name} tagged another text of article '{article.id}'; tag the articles again."
            )
    return [by_id[article.id] for article in gold]


def _groups(schema: Schema) -> tuple[Counts, list[tuple[str, str]]]:
    """Which labels each group holds, shape (groups, labels), and each group's name and kind."""
    kinds = [(label, "label") for label in schema.labels]
    rows = list(np.eye(len(schema.labels), dtype=np.int64))
    for layer in schema.layers:
        if 1 < len(layer.labels) < len(schema.labels):
            kinds.append((layer.name, "family"))
            rows.append(np.array([schema.family(x) == layer.name for x in schema.labels], np.int64))
    return np.stack([*rows, np.ones_like(rows[0])]), [*kinds, ("micro", "micro")]


def _changes(gold: Sequence[Article], ours: Counts, theirs: Counts) -> tuple[Change, ...]:
    first, second = f1(ours), f1(theirs)
    change = _right_minus_wrong(ours) - _right_minus_wrong(theirs)
    found = [
        Change(article.id, float(first[i]), float(second[i]), int(change[i]))
        for i, article in enumerate(gold)
        if change[i] or not np.isclose(first[i], second[i])
    ]
    return tuple(sorted(found, key=lambda c: (-abs(c.change), c.id)))


def _right_minus_wrong(counts: Counts) -> Counts:
    return np.asarray(2 * counts[..., 2] - counts[..., 1])
