"""Web pages: the main text as trafilatura finds it, without menus, comments and footers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.article import BLOCK_BREAK, Article, paragraphs
from data.errors import SitrepError
from models.inputs.source import Source


def read(source: Source) -> list[Article]:
    """The one article of a page, named by its stem; offsets point into the extracted text.

    Paragraphs are parted by an empty line. The page's title comes first, as the headline.

    Raises:
        SitrepError: no article is found in the page, or trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise SitrepError("Reading HTML needs trafilatura: pip install -e '.[html]'") from None
    with source.open() as stream:
        content = stream.read()
    found: Any = trafilatura.bare_extraction(content, include_comments=False, with_metadata=True)
    facts = found.as_dict() if found is not None else {}
    body = [line.strip() for line in (facts.get("text") or "").splitlines() if line.strip()]
    if not body:
        raise SitrepError(f"{source.name}: no article text is found in the page; save it as .txt.")
    title = " ".join((facts.get("title") or "").split())
    parts = body if not title or body[0] == title else [title, *body]
    text = BLOCK_BREAK.join(parts)
    blocks = paragraphs(text)
    if title:
        blocks = (replace(blocks[0], kind="headline"), *blocks[1:])
    return [Article(source.stem, text, blocks=blocks)]
