"""One web page with every article's spans marked; it needs no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from data.article import Article
from models.highlight import highlight_html, page_end, page_start


def write(path: Path, articles: Iterable[Article], tell: Callable[[str], None]) -> None:
    """Write one file; its title is the file's stem."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(page_start(path.stem))
        for article in articles:
            heading = f"<h2>{escape(article.id)}</h2>"
            out.write(f"<article>\n{heading}\n{highlight_html(article)}\n</article>\n")
        out.write(page_end())
