"""Typed configuration of the bench; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class BenchConfig:
    """Timing taggers side by side on the same articles."""

    run: str | None = None  # a finished run; by default the newest under outputs/
    bundle: str | None = None  # its bundle; by default RUN/bundle, exported if it is not there
    fast: str | None = None  # the bundle of a smaller model, timed too
    articles: str = "data/corpus/test"  # file or folder: .txt files or labelled articles
    words: int = 20_000  # words to take of them, in whole articles
    rounds: int = 5  # timed passes of each; one more goes before, untimed
    only: list[str] = field(default_factory=list)  # contenders to time; by default all
    threads: int = 0  # threads of one matrix product; 0 takes one a core
    output: str = "outputs/bench"  # .json and .md are added
