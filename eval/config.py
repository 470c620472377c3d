"""Typed configuration of an evaluation; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from omegaconf import MISSING


@dataclass
class EvalConfig:
    """Evaluating a run on labelled articles."""

    run: Any = MISSING  # a finished run folder; seeds as [A,B,…] or a pattern: outputs/*-s?
    corpus: str | None = None  # articles to score on; by default the corpus the run was trained on
    split: str = "test"  # split folder of the corpus, where it has splits
    labels: list[str] = field(default_factory=list)  # score these only; by default all
    output: str | None = None  # folder for the results; by default RUN/eval/NAME
    device: str = "cpu"  # cpu | cuda
