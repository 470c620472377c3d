"""`python -m eval`: score a run on labelled articles."""

from __future__ import annotations

from data.cli import run
from eval.config import EvalConfig


def main(config: EvalConfig) -> None:
    """Evaluate and print the table."""
    from eval.run import evaluate
    from eval.summary import print_summary

    print_summary(evaluate(config))


if __name__ == "__main__":
    run("apply/eval", EvalConfig, main)
