"""Formats that keep each article in files of its own, named after its id.

Ids that cannot name a file are mended, and an id that stands twice gets `-2`, `-3` …; each change
is told. These formats have no place for scores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from data.article import Article

#: Bytes of a file's name, room left for a number and an ending.
LONGEST = 180


def writer(
    write: Callable[[Path, Iterable[Article]], list[str]],
) -> Callable[[Path, Iterable[Article], Callable[[str], None]], None]:
    """A writer of streams from a format's own writer, which is called with an article at a time."""

    def stream(path: Path, articles: Iterable[Article], tell: Callable[[str], None]) -> None:
        path.mkdir()
        counts: dict[str, int] = {}
        for article in articles:
            name = _name(article.id, counts)
            if name != article.id:
                tell(f"article {article.id!r} is written as {name!r}, for its id is taken or unfit")
            bare = [replace(span, score=None) for span in article.spans]
            for sentence in write(path, [replace(article, id=name, spans=tuple(bare))]):
                tell(sentence)

    return stream


def _name(id: str, counts: dict[str, int]) -> str:
    """A name that can be a file's and that was not given yet."""
    name = "".join(c if c.isprintable() and c not in "/\\" else "_" for c in id.strip())
    name = re.sub(r"^\.", "_", name).encode()[:LONGEST].decode(errors="ignore") or "_"
    base = name
    while name in counts:
        counts[base] += 1
        name = f"{base}-{counts[base]}"
    counts[name] = 1
    return name
