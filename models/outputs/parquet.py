"""Parquet: a row an article, with its spans as a list of structs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from data.article import Article
from data.prediction import prediction
from data.schema import Label

if TYPE_CHECKING:
    import pyarrow as pa

#: Articles of a row group.
ROWS = 1000


def schema() -> pa.Schema:
    """Columns of the table; `low`, `high` and the other values are null where there are none."""
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    span = pa.struct(
        {
            "label": text, "start": number, "end": number, "text": text, "score": pa.float64(),
            "outcome": text, "low": number, "high": number, "victims": text,
        }
    )  # fmt: skip
    return pa.schema({"id": text, "text": text, "spans": pa.list_(span)})


def write(
    path: Path, articles: Iterable[Article], tell: Callable[[str], None], labels: Sequence[Label]
) -> None:
    """Write one file, a row group at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema(), compression="zstd") as out:
        rows = map(prediction, articles)
        while group := list(islice(rows, ROWS)):
            out.write_table(pa.Table.from_pylist(group, schema()))
