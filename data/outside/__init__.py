"""Readers of corpora that others labelled under their own definitions (docs/OUTSIDE.md).

Each takes the path that the corpus lies at and gives articles whose spans carry our labels,
brought as near to our guidelines as rules can. None of the corpora comes with the project.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.article import Article
from data.choice import choose
from data.outside import polnear, re3d

#: Name -> reader of all articles below a path.
ADAPTERS: dict[str, Callable[[Path], list[Article]]] = {
    "polnear": polnear.read,
    "re3d": re3d.read,
}


def adapter_named(name: str) -> Callable[[Path], list[Article]]:
    """The adapter of that name.

    Raises:
        SitrepError: there is none; the nearest name is given.
    """
    return choose(ADAPTERS, name, "corpus adapter")
