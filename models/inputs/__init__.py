"""Readers of what can be tagged, one a format.

JSON lines and Parquet are read a row at a time, in constant memory; the others a file at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.article import Article
from data.choice import choose
from data.errors import SitrepError
from data.formats import READERS
from models.inputs import html, jsonl, parquet, text
from models.inputs.source import Item, Reader, Source, whole

__all__ = ["ENDINGS", "Item", "Reader", "Source", "reader_of"]


def _labelled(read: Callable[[Path], list[Article]]) -> Reader:
    return whole(lambda source: read(source.file()))


#: Ending -> reader. Labels that an input holds are read over: tagging replaces them.
ENDINGS: dict[str, Reader] = {
    **{ending: _labelled(read) for ending, read in READERS.items()},
    ".txt": whole(text.read),
    ".md": whole(text.read),
    ".html": whole(html.read),
    ".htm": whole(html.read),
    ".jsonl": jsonl.items,
    ".parquet": parquet.items,
}


def reader_of(source: Source, format: str | None) -> Reader:
    """The reader of a source, by `format` (an ending without its dot) or by the source's ending.

    Raises:
        SitrepError: no reader knows it.
    """
    named = {ending[1:]: ENDINGS[ending] for ending in sorted(ENDINGS)}
    if format is not None:
        return choose(named, format, "input_format")
    ending = ".txt" if source.path is None else source.path.suffix.lower()
    if ending not in ENDINGS:
        raise SitrepError(
            f"{source.name}: no reader for '{ending}' files;"
            f" give input_format= one of {', '.join(named)}."
        )
    return ENDINGS[ending]
