"""`python -m models.tag`: articles in, JSON lines with spans out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.article import Article
from data.cli import run
from data.errors import SitrepError
from data.files import atomic_path
from data.formats import READERS
from data.prediction import dump_prediction
from data.loading import article_files
from models.runs import Run
from models.tag_config import TagConfig
from models.tagger import Tagger


def read_input(path: Path) -> list[Article]:
    """Articles of one file; a file that no reader knows is one plain text, named by its stem.

    Raises:
        SitrepError: the file is faulty or is not UTF-8.
    """
    if path.suffix in READERS:
        return READERS[path.suffix](path)
    try:
        return [Article.from_text(path.stem, path.read_bytes().decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise SitrepError(f"{path} is not UTF-8 at byte {error.start}; convert it.") from None


def tag(config: TagConfig) -> int:
    """Tag all input and write one JSON object an article.

    Returns:
        The number of articles.

    Raises:
        SitrepError: model or input is missing or faulty.
    """
    folder = config.model if config.model is not None else Run.newest("outputs").path
    tagger = Tagger.load(folder, config.device)
    if config.output == "-":
        return _write(tagger, config.input, sys.stdout)
    with (
        atomic_path(config.output) as temporary,
        temporary.open("w", encoding="utf-8") as out,
    ):
        return _write(tagger, config.input, out)


def _write(tagger: Tagger, source: str, out: TextIO) -> int:
    columns = (
        TextColumn("tagging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    count = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("tagging", total=None)

        def articles() -> Iterator[Article]:
            if source == "-":
                yield Article.from_text("stdin", sys.stdin.read())
                return
            files = article_files(source, (".txt", *READERS))
            progress.update(bar, total=len(files))
            for path in files:
                yield from read_input(path)
                progress.advance(bar)

        for article in tagger.stream(articles()):
            out.write(dump_prediction(article) + "\n")
            count += 1
    return count


if __name__ == "__main__":
    run("apply/tag", TagConfig, tag)
