"""One input of articles: a file, or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data.article import Article
from data.errors import SitrepError


@dataclass(frozen=True, slots=True)
class Source:
    """A file; standard input if `path` is None."""

    path: Path | None

    @property
    def name(self) -> str:
        """What sentences call it."""
        return "standard input" if self.path is None else _readable(str(self.path))

    @property
    def stem(self) -> str:
        """Id of its article, or the first part of its articles' ids."""
        return "stdin" if self.path is None else _readable(self.path.stem)

    @property
    def size(self) -> int | None:
        """Bytes; None if that cannot be known."""
        try:
            return None if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Its bytes."""
        return nullcontext(sys.stdin.buffer) if self.path is None else self.path.open("rb")

    def file(self) -> Path:
        """Its path, for readers that must go to and fro in a file.

        Raises:
            SitrepError: it is standard input.
        """
        if self.path is None:
            raise SitrepError("Standard input can be txt, md, html or jsonl; give a file.")
        return self.path


def _readable(name: str) -> str:
    """A file's name as text; its bytes need not be UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Item:
    """One article of an input, or one thing in it that is not an article.

    Attributes:
        place: rows of the input that lie behind, this one included; reading can go on there.
        done: bytes of the input that lie behind, for the progress bar.
        article: the article, or None.
        fault: a sentence naming file and row, or None; an item may be neither.
    """

    place: int
    done: int
    article: Article | None = None
    fault: str | None = None


#: Reads a source from a place on (0: from the start), a row at a time.
Reader = Callable[[Source, int], Iterator[Item]]


def whole(read: Callable[[Source], list[Article]]) -> Reader:
    """A reader of sources that are small enough to be read at once."""

    def items(source: Source, start: int) -> Iterator[Item]:
        articles = read(source)
        size = source.size or 0
        for place, article in enumerate(articles[start:], start + 1):
            yield Item(place, size * place // len(articles), article)

    return items
