"""Names for formats that keep each article in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable

from data.article import Article
from data.errors import SitrepError


def named(articles: Iterable[Article]) -> list[Article]:
    """The articles, once their ids are known to be usable as file names.

    Raises:
        SitrepError: an id cannot name a file, or two articles share one.
    """
    checked = list(articles)
    seen: set[str] = set()
    for article in checked:
        name = article.id
        # A leading dot would hide the file; systems stop at 255 bytes, endings included.
        if not name.strip() or not name.isprintable() or name[0] == "." or set(name) & set("/\\"):
            raise SitrepError(f"Article id {name!r} cannot name a file; give it a plain id.")
        if len(name.encode()) > 200:
            raise SitrepError(f"Article id '{name[:40]}…' is too long for a file; shorten it.")
        if name in seen:
            raise SitrepError(f"Two articles share the id '{name}'; give each its own.")
        seen.add(name)
    return checked
