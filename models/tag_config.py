"""Typed configuration of tagging; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass

from omegaconf import MISSING


@dataclass
class TagConfig:
    """Tagging articles with a finished run."""

    model: str | None = None  # a run or bundle folder; by default the newest run under outputs/
    input: str = MISSING  # a file, a folder, a pattern such as news/*.txt, or - (standard input)
    input_format: str | None = None  # txt, jsonl …: read all input so, whatever its ending
    output: str = "-"  # .jsonl, .parquet, .csv, .html, a folder, or - (JSON lines on stdout)
    format: str | None = None  # jsonl, parquet, csv, html, xml, brat; by default by the ending
    resume: bool = False  # go on where a killed run with the same output stopped
    strict: bool = False  # stop at the first faulty file or row instead of skipping it
    chunk: int = 32  # articles tagged together and put on disk together
    device: str = "cpu"  # cpu | cuda
    precision: str = "fp32"  # fp32, or int8 for a bundle that has it
    threads: int = 0  # cores to use; 0 takes all
