"""Scores of what casualty figures say: the interval, the outcome and the victims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from data.article import Article, Span
from data.schema import Schema

#: Reads a predicted figure: `low`, `high`, `outcome`, `victims`, each absent where not known.
Reader = Callable[[Article, Span], Mapping[str, int | str]]

#: What is scored. `both` is low and high together, `all` all four.
PARTS = ("low", "high", "both", "outcome", "victims", "all")


def value_report(
    gold: Iterable[Article], predicted: Iterable[Article], schema: Schema, reader: Reader
) -> dict[str, Any] | None:
    """Compare the values of predicted figures with those of gold ones that have the same ends.

    An absent bound is an open one and must be absent on both sides. Gold figures without an
    `outcome` are taken to be unannotated and are left out.

    Args:
        gold: articles with the corpus's spans and their attributes.
        predicted: the same articles with predicted spans; given to the reader.
        schema: tells which labels are casualty figures.
        reader: gives a predicted figure's values.

    Returns:
        `figures`: gold ones; `found`: those whose ends a predicted figure has; `right`: of
        these, how many are right in each of `PARTS`. None where no gold figure has values.
    """
    names = {rule.name for rule in schema.label_rules if rule.tag == "casualty"}
    figures = found = 0
    right = dict.fromkeys(PARTS, 0)
    for want, have in zip(gold, predicted, strict=True):
        guesses = {(s.start, s.end): s for s in have.spans if s.label in names}
        for span in want.spans:
            if span.label != "casualty" or "outcome" not in span.attributes:
                continue
            figures += 1
            if (guess := guesses.get((span.start, span.end))) is None:
                continue
            found += 1
            for part, good in _compare(span.attributes, reader(have, guess)).items():
                right[part] += good
    if not figures:
        return None
    return {"figures": figures, "found": found, "right": right}


def _compare(gold: Mapping[str, str], guess: Mapping[str, int | str]) -> dict[str, bool]:
    same = {
        name: gold.get(name) == (None if guess.get(name) is None else str(guess[name]))
        for name in ("low", "high", "outcome", "victims")
    }
    both = same["low"] and same["high"]
    return same | {"both": both, "all": all(same.values())}
