"""Typed configuration of an export; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING


@dataclass
class ExportConfig:
    """Exporting a finished run."""

    run: str = MISSING  # a finished run folder
    output: str | None = None  # the bundle's folder; by default RUN/bundle (or RUN/safetensors)
    format: str = "onnx"  # onnx | safetensors
    int8: bool = True  # also quantise, and publish it if it passes the gate
    max_loss: float = 0.5  # points of dev micro F1 that int8 may lose
    max_label_loss: float = 1.0  # points of dev F1 that int8 may lose on any label
    check: list[str] = field(default_factory=list)  # more articles on which fp32 must be equal
