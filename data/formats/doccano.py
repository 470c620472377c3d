"""doccano's JSON lines with relations: `text`, `entities`, `relations`.

Links become relations of type `by` and `at`; entities are numbered through the file, and a
linked span's id is read back as its number. Facts about the article stand beside `text`, as
doccano itself exports them. It has no place for other attributes, scores and blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.article import Article
from data.files import write_text
from data.formats import losses
from data.formats.links import resolve
from data.formats.records import DOCCANO_FIELDS, read
from data.prediction import one_line

__all__ = ["read", "write"]


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write all articles to one file and tell what it cannot hold."""
    lines: list[str] = []
    lost: list[str] = []
    base = relation = 0
    for article in articles:
        links = resolve(article.spans)
        referred = {target for found in links for target in found.values()}
        entities = [
            {"id": base + n, "label": s.label, "start_offset": s.start, "end_offset": s.end}
            for n, s in enumerate(article.spans, 1)
        ]
        relations = []
        for number, found in enumerate(links, 1):
            for name, target in found.items():
                relation += 1
                ends = {"from_id": base + number, "to_id": base + target + 1}
                relations.append({"id": relation, **ends, "type": name})
        base += len(entities)
        record: dict[str, Any] = {"id": article.id, "text": article.text}
        record |= {k: v for k, v in article.meta.items() if k not in DOCCANO_FIELDS}
        lines.append(one_line(record | {"entities": entities, "relations": relations}) + "\n")
        lost += losses.of_meta(article, [k for k in article.meta if k in DOCCANO_FIELDS])
        lost += losses.of_blocks(article)
        for number, (span, found) in enumerate(zip(article.spans, links, strict=True)):
            parts = [name for name in span.attributes if name not in found]
            parts += ["id"] if span.id is not None and number not in referred else []
            parts += ["score"] if span.score is not None else []
            lost += losses.of_parts(article, span, parts)
    write_text(path, "".join(lines))
    return lost
