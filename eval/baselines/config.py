"""Typed configuration of the baselines; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING

from data.config import CorpusConfig, SchemaConfig


@dataclass
class RulesConfig:
    """Word lists from the training split, and patterns written by hand."""

    kept: float = MISSING  # a listed phrase stands for its label if that holds in this share


@dataclass
class CrfConfig:
    """A linear-chain conditional random field for each layer."""

    l1: float = MISSING  # weight of the L1 penalty
    l2: float = MISSING  # weight of the L2 penalty
    iterations: int = MISSING  # of L-BFGS, at most
    around: int = MISSING  # words on each side that features look at
    rare: int = MISSING  # features seen less often than this are left out


@dataclass
class SpacyConfig:
    """spaCy, untrained English, a convolutional token-to-vector layer, on a CPU."""

    component: str = MISSING  # spancat | ner
    steps: int = MISSING  # updates, each of about `batch` words
    batch: int = MISSING  # words of a batch
    longest: int = MISSING  # words of the longest span that spancat may suggest
    width: int = MISSING  # of the token vectors
    learning_rate: float = MISSING  # of Adam
    evaluate_every: int = MISSING  # steps between looks at dev; the best state is kept
    threshold: float = MISSING  # probability from which spancat gives a span
    seed: int = MISSING


@dataclass
class FlatConfig:
    """The same encoder with all labels in one layer (configs/schema/flat.yaml)."""

    run: str | None = None  # a finished run; without one it is trained
    train: list[str] = field(default_factory=list)  # further words for `python -m train`


@dataclass
class BaselinesConfig:
    """Training baselines and scoring them side by side."""

    schema: SchemaConfig = field(default_factory=SchemaConfig)
    corpus: CorpusConfig = field(default_factory=CorpusConfig)
    only: list[str] = field(default_factory=list)  # some of the baselines; by default all
    extra: list[str] = field(default_factory=list)  # further folders of articles to score on
    runs: list[str] = field(default_factory=list)  # finished runs for the same table
    output: str = MISSING  # folder for the table, and for what each baseline leaves behind
    rules: RulesConfig = field(default_factory=RulesConfig)
    crf: CrfConfig = field(default_factory=CrfConfig)
    spancat: SpacyConfig = field(default_factory=SpacyConfig)
    ner: SpacyConfig = field(default_factory=SpacyConfig)
    flat: FlatConfig = field(default_factory=FlatConfig)
