"""`python -m eval.bench`: words per second, memory and start-up of taggers, in turn."""

from __future__ import annotations

from data.cli import run
from eval.bench.config import BenchConfig


def main(config: BenchConfig) -> None:
    """Time and print the table."""
    from eval.bench.run import bench

    bench(config)


if __name__ == "__main__":
    run("apply/bench", BenchConfig, main)
