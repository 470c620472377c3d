"""JSON lines, a line at a time: rows of `text` and perhaps `id`; other fields are left."""

from __future__ import annotations

from collections.abc import Iterator

from data.errors import SitrepError
from data.formats.fields import decoded
from data.formats.records import bare
from models.inputs.source import Item, Source


def items(source: Source, start: int) -> Iterator[Item]:
    """An item a line, faulty lines among them; a row without an id is named STEM-LINE."""
    done = 0
    with source.open() as stream:
        for number, raw in enumerate(stream, 1):
            done += len(raw)
            if number <= start:
                continue
            where = f"{source.name}:{number}"
            try:
                line = decoded(raw.rstrip(), source.name, keep_mark=number > 1, line=number)
                article = bare(line, where, f"{source.stem}-{number}") if line.strip() else None
            except SitrepError as error:
                yield Item(number, done, fault=str(error))
            else:
                yield Item(number, done, article)
