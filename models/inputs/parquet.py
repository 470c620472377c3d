"""Parquet tables with a column `text` and, at will, a column `id`, read in batches of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from data.article import Article
from data.errors import SitrepError
from data.formats.fields import identity
from models.inputs.source import Item, Source

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Rows in memory at a time.
ROWS = 64

#: Bytes of a column in memory at a time, whatever the size of its row groups.
BUFFER = 1 << 20


def items(source: Source, start: int) -> Iterator[Item]:
    """An item a row; a row without an id is named STEM-ROW, rows counted from 1.

    Raises:
        SitrepError: the file is no Parquet table, is damaged, or has no text column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, size = source.file(), source.size or 0
    try:
        with pq.ParquetFile(path, buffer_size=BUFFER, pre_buffer=False) as table:
            check(table.schema_arrow, source.name)
            columns = [name for name in ("id", "text") if name in table.schema_arrow.names]
            group, place = _from(table, start)
            groups = list(range(group, table.num_row_groups))
            for batch in table.iter_batches(ROWS, row_groups=groups, columns=columns):
                for row in range(max(0, start - place), batch.num_rows):
                    number = place + row + 1
                    done = size * number // table.metadata.num_rows
                    yield _item(batch, row, number, done, source)
                place += batch.num_rows
    except pa.ArrowException as error:
        reason = " ".join(str(error).split())[:120]
        raise SitrepError(f"{path}: not a sound Parquet file ({reason}); write it anew.") from None


def check(schema: pa.Schema, name: str, columns: Sequence[str] = ("text",)) -> None:
    """See that a table can be tagged.

    Raises:
        SitrepError: a column is not there, or `text` holds no strings.
    """
    import pyarrow.types as types

    for column in columns:
        if column not in schema.names:
            known = ", ".join(schema.names)
            raise SitrepError(f"{name}: no column '{column}' among {known}; give it that name.")
    kind = schema.field("text").type
    if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
        raise SitrepError(f"{name}: column 'text' holds {kind}, not strings; cast it.")


def _from(table: pq.ParquetFile, start: int) -> tuple[int, int]:
    """The row group that holds the row after `start`, and how many rows lie before that group."""
    before = 0
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        if before + rows > start:
            return group, before
        before += rows
    return table.num_row_groups, before


def _item(batch: pa.RecordBatch, row: int, number: int, done: int, source: Source) -> Item:
    where = f"{source.name}: row {number}"
    try:
        values: dict[str, Any] = {
            name: batch.column(name)[row].as_py() for name in batch.schema.names
        }
    except UnicodeDecodeError:
        return Item(number, done, fault=f"{where}: not UTF-8; write the table anew.")
    if values["text"] is None:
        return Item(number, done, fault=f"{where}: its text is null; remove the row.")
    name = identity(values.get("id"), f"{source.stem}-{number}")
    return Item(number, done, Article.from_text(name, values["text"]))
