"""CSV: a row a span, with a header; an article without spans has no row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from data.article import Article
from data.prediction import VALUES, prediction
from data.schema import Label

COLUMNS = ("id", "label", "start", "end", "text", "score", *VALUES)


def write(
    path: Path, articles: Iterable[Article], tell: Callable[[str], None], labels: Sequence[Label]
) -> None:
    """Write one file, UTF-8, fields quoted where they hold a comma, a quote or a line end."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        rows.writeheader()
        for article in articles:
            rows.writerows({"id": article.id, **span} for span in prediction(article)["spans"])
