"""Scores of what casualty figures say: the interval, the outcome and the victims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.article import Article
from data.schema import Schema

#: What is scored. `both` is low and high together, `all` all four.
PARTS = ("low", "high", "both", "outcome", "victims", "all")


def value_report(
    gold: Iterable[Article], predicted: Iterable[Article], schema: Schema
) -> dict[str, Any] | None:
    """Compare the values of predicted figures with those of gold ones that have the same ends.

    An absent bound is an open one and must be absent on both sides. Gold figures without an
    `outcome` are taken to be unannotated and are left out.

    Args:
        gold: articles with the corpus's spans and their attributes.
        predicted: the same articles with predicted spans, whose figures carry their values
            (`models.values.with_values`).
        schema: tells which labels are casualty figures.

    Returns:
        `figures`: gold ones under the schema's labels; `found`: those whose ends a predicted
        figure has; `right`: of these, how many are right in each of `PARTS`. None where no gold
        figure has values.
    """
    rules = [rule for rule in schema.label_rules if rule.tag == "casualty"]
    names = {rule.name for rule in rules}
    figures = found = 0
    right = dict.fromkeys(PARTS, 0)
    for want, have in zip(gold, predicted, strict=True):
        guesses = {(s.start, s.end): s for s in have.spans if s.label in names}
        for span in want.spans:
            if "outcome" not in span.attributes or not any(rule.matches(span) for rule in rules):
                continue
            figures += 1
            if (guess := guesses.get((span.start, span.end))) is None:
                continue
            found += 1
            for part, good in _compare(span.attributes, guess.attributes).items():
                right[part] += good
    if not figures:
        return None
    return {"figures": figures, "found": found, "right": right}


def _compare(gold: Mapping[str, str], guess: Mapping[str, str]) -> dict[str, bool]:
    names = ("low", "high", "outcome", "victims")
    same = {name: gold.get(name) == guess.get(name) for name in names}
    both = same["low"] and same["high"]
    return same | {"both": both, "all": all(same.values())}
