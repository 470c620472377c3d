"""Typed configuration of the service; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ServeConfig:
    """Tagging over HTTP."""

    model: str | None = None  # a run or bundle folder; by default the newest run under outputs/
    host: str = "127.0.0.1"  # address to listen on; 0.0.0.0 for all
    port: int = 8000  # 0 for any that is free
    device: str = "cpu"  # cpu | cuda
    precision: str = "fp32"  # fp32, or int8 for a bundle that has it
    max_body_bytes: int = 8_000_000  # of a request; more is answered 413
    max_characters: int = 200_000  # of a text; more is answered 413
    max_articles: int = 64  # of a batch; more is answered 413
    queue: int = 16  # requests taken at once, the one at work included; more are answered 503
    timeout: float = 60.0  # seconds for an answer (504) and for a request to arrive (408)
