"""Typed configuration of corpora and schemas; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING


@dataclass
class CorpusConfig:
    """Where labelled articles lie."""

    path: str = MISSING  # a folder with one folder for each split, or a folder or file of articles
    train: str = "train"  # folder of the training split
    dev: str = "dev"  # folder of the split that early stopping and tuning look at
    test: str = "test"  # folder of the held-out split
    layers: list[str] = field(default_factory=list)  # layers that are labelled; empty: all
    limit: int | None = None  # take only the first N training articles, in order of id
    seed: int | None = None  # shuffle training articles with this seed before `limit`


@dataclass
class LabelConfig:
    """A label and the corpus spans that carry it."""

    name: str = MISSING  # what the model calls it
    tag: str = MISSING  # the corpus tag
    attribute: str = ""  # take only spans whose attribute …
    value: str = ""  # … has this value


@dataclass
class LayerConfig:
    """Labels whose spans never overlap."""

    name: str = MISSING
    labels: list[LabelConfig] = field(default_factory=list)


@dataclass
class SchemaConfig:
    """A schema (data/schema.py)."""

    name: str = MISSING
    layers: list[LayerConfig] = field(default_factory=list)
