"""`python -m train`: fit a tagger, evaluate it, print a summary."""

from __future__ import annotations

import os

from data.cli import run
from train.config import TrainConfig


def main(config: TrainConfig) -> None:
    """Train and say what came out."""
    from eval.summary import print_summary
    from train.run import train

    folder = train(config)
    if os.environ.get("RANK", "0") == "0":
        print_summary(folder)


if __name__ == "__main__":
    run("train", TrainConfig, main)
