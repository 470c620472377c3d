"""Typed configuration of encoders."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING


@dataclass
class ModelConfig:
    """A pretrained encoder and how articles are cut for it."""

    name: str = MISSING  # short name, used in the run folder's name
    kind: str = MISSING  # package | parts | hub | folder
    path: str = MISSING  # folder in site-packages, hub id, or local folder
    install: str = ""  # what pip installs when the package is missing
    parts: list[str] = field(default_factory=list)  # distributions that hold a split zip
    sha256: str = ""  # digest of model.safetensors, checked on loading; "" skips the check
    max_length: int = 256  # tokens of a window, special tokens counted
    context: int = 32  # tokens of context on each side of a window's core
    shapes: bool = False  # tell an uncased encoder of capitals, through its token type embeddings
    dropout: float | None = None  # hidden dropout; None keeps the encoder's own
    attention_dropout: float | None = None  # attention dropout; None keeps the encoder's own
