"""What a worker of a cluster does: one tagger, tables in, tables out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.article import Article
from data.prediction import prediction
from models.outputs.parquet import schema
from models.tagger import Tagger

if TYPE_CHECKING:
    import pyarrow as pa


class TableTagger:
    """Tags tables of `id` and `text`; made once in each worker's process.

    Args:
        model: a run or bundle folder that the worker can read.
        device: `cpu` or `cuda`.
        precision: fp32, or int8 for a bundle that has it.
        threads: cores to use.
    """

    def __init__(self, model: str, device: str, precision: str, threads: int) -> None:
        self.tagger = Tagger.load(model, device, precision, threads)

    def __call__(self, table: pa.Table) -> pa.Table:
        """The rows with their spans, in order; rows without an id or a text are left out."""
        import pyarrow as pa

        rows = table.select(["id", "text"]).to_pylist()
        articles = [
            Article.from_text(str(row["id"]), row["text"])
            for row in rows
            if row["id"] is not None and row["text"] is not None
        ]
        tagged = self.tagger.tag(articles)
        return pa.Table.from_pylist([prediction(article) for article in tagged], schema())
