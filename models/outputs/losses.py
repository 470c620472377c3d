"""Gathering what a format cannot hold into one sentence."""

from __future__ import annotations


class Losses:
    """Counts sentences and keeps the first."""

    def __init__(self) -> None:
        self.count = 0
        self.first = ""

    def tell(self, sentence: str) -> None:
        """Add one."""
        self.first = self.first or sentence
        self.count += 1

    def summary(self, format: str) -> str:
        """One sentence; empty if the format held everything."""
        if not self.count:
            return ""
        return f"{format} does not hold all: {self.count:,} losses, the first: {self.first}"
