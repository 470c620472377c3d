"""The articles that all contenders read."""

from __future__ import annotations

from data.article import Article
from data.errors import SitrepError
from models.inputs.archive import Archive, Position


def take(source: str, words: int) -> list[Article]:
    """Whole articles from the beginning of a file or folder, until there are enough words.

    Raises:
        SitrepError: a file cannot be read, or nothing is there.
    """
    taken: list[Article] = []
    total = 0
    for _, item in Archive(source).items(Position()):
        if item.article is None:
            raise SitrepError(item.fault or f"{source} cannot be read.")
        taken.append(item.article.with_spans(()))
        total += len(item.article.text.split())
        if total >= words:
            break
    return taken
