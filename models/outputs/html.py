"""One web page with every article's spans marked; it needs no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from data.article import Article
from data.schema import Label
from models.highlight import highlight_html, page_end, page_start


def write(
    path: Path, articles: Iterable[Article], tell: Callable[[str], None], labels: Sequence[Label]
) -> None:
    """Write one file; its title is the file's stem, its legend the labels."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(page_start(path.stem, labels))
        for article in articles:
            heading = f"<h2>{escape(article.id)}</h2>"
            out.write(f"<article>\n{heading}\n{highlight_html(article)}\n</article>\n")
        out.write(page_end())
