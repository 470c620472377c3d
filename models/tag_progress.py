"""The progress bar of tagging: share of the input's bytes, speed, time left; on stderr."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from data.article import Article


class TagProgress:
    """Shows what has been tagged since it was made.

    Args:
        progress: the display.
        task: its one task, in bytes of input.
    """

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task
        self._begun = time.monotonic()
        self._articles = self._words = 0

    def advance(self, done: int, articles: Sequence[Article]) -> None:
        """Add a chunk's articles; `done` bytes of the input lie behind."""
        self._articles += len(articles)
        self._words += sum(len(article.text.split()) for article in articles)
        seconds = max(time.monotonic() - self._begun, 1e-9)
        text = (
            f"{self._articles:,} articles, {self._articles / seconds:,.1f} articles/s,"
            f" {self._words / seconds:,.0f} words/s"
        )
        self._progress.update(self._task, completed=done, speed=text)

    def tell(self, sentence: str) -> None:
        """Print a line above the bar."""
        self._progress.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def tag_progress(size: int | None) -> Iterator[TagProgress]:
    """A bar over `size` bytes of input; without one where stderr is no terminal."""
    columns = (
        TextColumn("tagging"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[speed]}"), TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield TagProgress(bar, bar.add_task("tagging", total=size, speed=""))
