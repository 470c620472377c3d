"""Chunks of an archive: what is tagged together and put on disk together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from data.article import Article
from models.inputs.archive import Archive, Position

#: Characters of text after which a chunk is closed, however few its articles.
CHARACTERS = 400_000


@dataclass
class Chunk:
    """Articles and faults that follow each other, and how much of the archive lies behind them."""

    position: Position
    done: int = 0
    articles: list[Article] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def chunks(archive: Archive, start: Position, count: int) -> Iterator[Chunk]:
    """Cut an archive into chunks of `count` items.

    Where a chunk ends depends on the items alone, so a run that goes on at the end of a chunk
    batches as one that was never stopped, and gives the same scores to the last bit.

    Raises:
        SitrepError: a source before `start` is not what it was.
    """
    chunk = Chunk(start)
    items = characters = 0
    for position, item in archive.items(start):
        chunk.position, chunk.done = position, item.done
        if item.article is not None:
            chunk.articles.append(item.article)
            characters += len(item.article.text)
        if item.fault is not None:
            chunk.faults.append(item.fault)
        items += 1
        if items == count or characters >= CHARACTERS:
            yield chunk
            chunk = Chunk(position)
            items = characters = 0
    if items:
        yield chunk
