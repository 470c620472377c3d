"""One web page with every article's spans marked; it needs no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from data.article import Article
from models.highlight import highlight_html, page_end, page_start


def write(path: Path, articles: Iterable[Article], tell: Callable[[str], None]) -> None:
    """Write one file; its title is the file's stem."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(page_start(path.stem))
        for article in articles:
            out.write(highlight_html(article))
        out.write(page_end())
