"""Reading JSON lines: one object an article, in any of the shapes that tools write.

Each line's shape is found by its fields:

* ours: `id`, `text`, `spans` of `label`, `start`, `end`, `text`, and at will `id`,
  `attributes`, `score`; at will `blocks` of `kind`, `start`, `end`; at will `meta`;
* Prodigy's: `text`, `spans` of `label`, `start`, `end`; lines that its user did not accept
  (`answer`) carry no labels to trust and are passed over;
* doccano's relation export: `text`, `entities` of `id`, `label`, `start_offset`,
  `end_offset`, and `relations` of `from_id`, `to_id`, `type`, of which `by` and `at` are read;
* doccano's other export: `text` (or `data`) and `label` (or `labels`) of [start, end, label];
* `text` alone: an article without labels.

doccano spreads an article's further facts over the object itself, where they are found again.
Offsets count code points, the end excluded. An article without an id is named after file and
line, as in `export-12`; without `blocks` it gets the paragraphs of its text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.article import Article, Span
from data.formats.fields import (
    as_text,
    fail,
    identity,
    loads,
    make_blocks,
    make_span,
    mapping,
    members,
    score_of,
    text_of,
    texts,
)
from data.formats.links import Link, attach
from data.labels import LINKS

#: Fields of a doccano object that are not facts about the article.
DOCCANO_FIELDS = frozenset(
    {
        *("id", "text", "data", "label", "labels", "entities", "relations", "spans", "blocks"),
        *("meta", "Comments", "comments", "cats"),
    }
)


def read(path: str | Path) -> list[Article]:
    """Read all articles of a file; see the module for its shapes.

    Raises:
        SitrepError: naming file, line and field of the first fault.
    """
    path = Path(path)
    articles = []
    # Not splitlines: it also cuts at characters that may stand inside a JSON string.
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            article = parse(line, f"{path}:{number}", f"{path.stem}-{number}")
            if article is not None:
                articles.append(article)
    return articles


def parse(line: str, where: str, default: str) -> Article | None:
    """Read one line, in any of the shapes; None if it is to be passed over.

    Args:
        line: a JSON object.
        where: file and line, for the error's sentence.
        default: id of an article that has none.

    Raises:
        SitrepError: naming the place and field of the first fault.
    """
    record, text = _record(line, where)
    meta = texts(record.get("meta"), where, "meta")
    if record.get("spans") is not None:
        if record.get("answer", "accept") != "accept":
            return None
        spans = _own_spans(text, members(record["spans"], where, "spans"), where)
    elif "entities" in record:
        spans = _entities(text, record, where)
        meta |= _spread(record)
    elif (name := "label" if "label" in record else "labels") in record:
        spans = _triples(text, members(record[name], where, name), where, name)
        meta |= _spread(record)
    else:
        spans = []
    blocks = make_blocks(text, record.get("blocks"), where)
    article = Article(identity(record.get("id"), default), text, (), blocks, meta)
    return article.with_spans(spans)


def bare(line: str, where: str, default: str) -> Article:
    """The article of one line as it is to be tagged, its labels left aside.

    Fields that other tools and archives give other meanings to (`label`, `meta`, `entities`) are
    no faults here.

    Args:
        line: a JSON object.
        where: file and line, for the error's sentence.
        default: id of an article that has none.

    Raises:
        SitrepError: there is no text.
    """
    record, text = _record(line, where)
    ours = record.get("spans") is not None  # others call other things blocks
    blocks = make_blocks(text, record.get("blocks") if ours else None, where)
    meta = texts(record["meta"], where, "meta") if isinstance(record.get("meta"), dict) else {}
    return Article(identity(record.get("id"), default), text, (), blocks, meta)


def _record(line: str, where: str) -> tuple[dict[str, Any], str]:
    record = loads(line, where)
    if not isinstance(record, dict):
        fail(where, "the line is not an object", "give one object a line, with a 'text'")
    text = record.get("text", record.get("data"))
    if not isinstance(text, str):
        fail(where, "no 'text' with the article's text", "add it")
    return record, text


def _own_spans(text: str, items: list[Any], where: str) -> list[Span]:
    spans = []
    for number, item in enumerate(items):
        place = f"{where}, spans[{number}]"
        fields = mapping(item, place, "span")
        name = fields.get("id")
        span = make_span(
            text,
            fields.get("label"),
            fields.get("start"),
            fields.get("end"),
            place,
            id=None if name is None else as_text(name),
            attributes=texts(fields.get("attributes"), place, "attributes"),
            score=score_of(fields.get("score"), place),
        )
        found = text[span.start : span.end]
        if fields.get("text", found) != found:
            said = as_text(fields["text"])[:40]
            fail(place, f"says '{said}' where the text has '{found[:40]}'", "mend its offsets")
        spans.append(span)
    return spans


def _triples(text: str, items: list[Any], where: str, name: str) -> list[Span]:
    spans = []
    for number, item in enumerate(items):
        place = f"{where}, {name}[{number}]"
        if not isinstance(item, list) or len(item) != 3:
            fail(place, "is not [start, end, label]", "export spans, not labels of whole texts")
        spans.append(make_span(text, item[2], item[0], item[1], place))
    return spans


def _entities(text: str, record: dict[str, Any], where: str) -> list[Span]:
    spans: list[Span] = []
    names: list[str] = []
    position: dict[str, int] = {}
    for number, item in enumerate(members(record["entities"], where, "entities")):
        place = f"{where}, entities[{number}]"
        fields = mapping(item, place, "entity")
        name = as_text(fields.get("id", f"e{number}"))
        if name in position:
            fail(place, f"id {name} stands on two entities", "give each its own")
        position[name] = len(spans)
        names.append(name)
        offsets = fields.get("start_offset"), fields.get("end_offset")
        spans.append(make_span(text, fields.get("label"), *offsets, place))
    links = []
    for number, item in enumerate(members(record.get("relations"), where, "relations")):
        place = f"{where}, relations[{number}]"
        fields = mapping(item, place, "relation")
        if fields.get("type") not in LINKS:
            continue
        ends = [as_text(fields.get(key)) for key in ("from_id", "to_id")]
        for end in ends:
            if end not in position:
                fail(place, f"entity {end} is not there", "remove the relation or add the entity")
        links.append(Link(place, fields["type"], position[ends[0]], position[ends[1]]))
    return attach(spans, links, names)


def _spread(record: dict[str, Any]) -> dict[str, str]:
    return {
        key: as_text(value)
        for key, value in record.items()
        if key not in DOCCANO_FIELDS and isinstance(value, str | int | float)
    }
