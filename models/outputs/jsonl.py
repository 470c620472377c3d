"""JSON lines: an object an article, as `data.prediction.prediction` describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from data.article import Article
from data.prediction import dump_prediction
from data.schema import Label


def write(
    path: Path, articles: Iterable[Article], tell: Callable[[str], None], labels: Sequence[Label]
) -> None:
    """Write one file."""
    with path.open("w", encoding="utf-8", newline="") as out:
        for article in articles:
            out.write(dump_prediction(article) + "\n")
