"""Typed configuration of a comparison; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass

from omegaconf import MISSING


@dataclass
class CompareConfig:
    """Comparing two runs, or two folders of predictions, on the same articles."""

    run: str = MISSING  # a finished run, or a baseline's folder (python -m eval.baselines)
    baseline: str = MISSING  # the same for what it is compared with
    corpus: str | None = None  # articles; by default the corpus that `run` was trained on
    split: str = "test"  # split folder of the corpus, where it has splits
    output: str | None = None  # folder for the results; by default RUN/compare/BASELINE-NAME
    reuse: bool = True  # read predictions for these very articles, where a folder holds them
    draws: int = 10_000  # of the bootstrap and of the randomisation test
    seed: int = 0  # of both
    device: str = "cpu"  # cpu | cuda
