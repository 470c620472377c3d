"""`python -m eval.baselines`: train the baselines, score them alike, and print one table."""

from __future__ import annotations

from data.cli import run
from eval.baselines.config import BaselinesConfig


def main(config: BaselinesConfig) -> None:
    """Run the baselines and print the table."""
    from eval.baselines.run import run_baselines

    print(run_baselines(config))


if __name__ == "__main__":
    run("baselines", BaselinesConfig, main)
