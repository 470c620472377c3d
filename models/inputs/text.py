"""Plain text and Markdown: the article's text is the file's, character for character.

Line ends, blank lines and a byte order mark stay where they are, and so do the marks of Markdown;
offsets point into the file as UTF-8 decodes it (`open(path, encoding="utf-8", newline="")`).
"""

from __future__ import annotations

from data.article import Article
from data.formats.fields import decoded
from models.inputs.source import Source


def read(source: Source) -> list[Article]:
    """The one article of a source, named by its stem.

    Raises:
        SitrepError: the source is not UTF-8.
    """
    with source.open() as stream:
        text = decoded(stream.read(), source.name, keep_mark=True)
    return [Article.from_text(source.stem, text)]
