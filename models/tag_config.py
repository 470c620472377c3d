"""Typed configuration of tagging; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass

from omegaconf import MISSING


@dataclass
class TagConfig:
    """Tagging articles with a finished run."""

    model: str | None = None  # a finished run folder; by default the newest under outputs/
    input: str = MISSING  # .txt, .xml or .jsonl file, a folder of them, or - for standard input
    output: str = "-"  # a .jsonl file, or - for standard output
    device: str = "cpu"  # cpu | cuda
