"""Typed configuration of tagging on a cluster; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass

from omegaconf import MISSING


@dataclass
class ClusterConfig:
    """Tagging Parquet tables with Ray Data."""

    model: str | None = None  # a run or bundle folder; by default the newest run under outputs/
    input: str = MISSING  # a folder of .parquet files, or one, with columns id and text
    output: str = MISSING  # a new folder, which gets .parquet files
    precision: str = "fp32"  # fp32, or int8 for a bundle that has it
    workers: int = 2  # taggers at work at a time, each a process with a model of its own
    threads: int = 1  # of each worker
    gpus: float = 0.0  # of each worker; 0 tags on CPUs
    batch: int = 64  # rows that are tagged together
    part: int = 2000  # rows of one task: what is done again when a worker dies
    address: str | None = None  # of a running Ray cluster; by default a local one is started
