"""re3d: entities in reports on the war in Syria and Iraq (Dstl, Committed to Open Data, 2017).

Each source of the corpus is a folder with `documents.json` and `entities.json`, an object a
line. `Location` becomes `location`, and so do the names of countries and places that re3d calls
an `Organisation` (acting governments) or a `Nationality` (`US officials`): ours do not depend
on the role. Nameless places are left out, as ours must be named; docs/OUTSIDE.md has the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from data.article import Article, Span, paragraphs
from data.errors import SitrepError
from data.formats.fields import fail, loads, mapping, text_of
from data.outside.trim import apart, trimmed

T = TypeVar("T")

#: Types whose spans may be names of places.
_TYPES = ("Location", "Organisation", "Nationality")
# `the northern part of`, `Iraqi city of`, `villages around`: only the name is a location of ours.
_HEAD = re.compile(
    r"(?:[A-Z]\w+(?:an|i|ish|ese)\s+)?(?:[a-z][\w-]*\s+)*[a-z][\w-]*\s+"
    r"(?:of|in|around|near|at|on|surrounding)\s+(?:the\s+)?(?=\S*[A-Z])"
)
_COORDINATES = re.compile(r"[0-9]\s*[°′″]|[0-9]{2}\.[0-9]{2}")
#: The name of a place is called a `Location` in at least this share of its mentions.
_SHARE = 0.25
_COMMA = re.compile(r",\s+(?=[A-Z])")


def read(path: Path) -> list[Article]:
    """All documents below a folder.

    Raises:
        SitrepError: nothing is there, or a file is faulty.
    """
    folders = sorted(file.parent for file in Path(path).rglob("documents.json"))
    if not folders:
        raise SitrepError(f"{path} holds no documents.json; give the folder of re3d.")
    documents: dict[str, str] = {}
    entities: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for folder in folders:
        for where, record in _records(folder / "documents.json"):
            documents[_field(record, "_id", str, where)] = _field(record, "text", str, where)
        for where, record in _records(folder / "entities.json"):
            name = _field(record, "documentId", str, where)
            start, end = (_field(record, key, int, where) for key in ("begin", "end"))
            if name not in documents or not 0 <= start < end <= len(documents[name]):
                fail(where, "the entity lies in no document", "restore the file")
            if (kind := _field(record, "type", str, where)) in _TYPES:
                entities[name].append((kind, start, end))
    called: dict[str, list[bool]] = defaultdict(list)
    for name, found in entities.items():
        for kind, first, last in found:
            for start, end in _places(documents[name], first, last):
                called[documents[name][start:end]].append(kind == "Location")
    names = {name for name, places in called.items() if sum(places) >= _SHARE * len(places)}
    return [_article(name, text, entities[name], names) for name, text in documents.items()]


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if not path.is_file():
        raise SitrepError(f"{path} is missing; restore the folder.")
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            where = f"{path}:{number}"
            yield where, mapping(loads(line, where), where, "record")


def _field(record: dict[str, Any], name: str, kind: type[T], where: str) -> T:
    value = record.get(name)
    if not isinstance(value, kind):
        fail(where, f"'{name}' is missing or not of its type", "restore the file")
    return value


def _article(
    name: str, text: str, entities: list[tuple[str, int, int]], names: set[str]
) -> Article:
    spans = []
    for kind, first, last in entities:
        for start, end in _places(text, first, last):
            if kind == "Location" or text[start:end] in names:
                spans.append(Span("location", start, end))
    # A place inside an organisation's name is no location of ours.
    inside = [
        (a, b) for kind, first, last in entities if kind == "Organisation"
        for a, b in [trimmed(text, first, last)] if text[a:b] not in names
    ]  # fmt: skip
    kept = [s for s in spans if not any(a <= s.start and s.end <= b for a, b in inside)]
    return Article(name, text, (), paragraphs(text)).with_spans(apart(kept))


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The named places in a span of re3d: `the city of A, B` holds A and B."""
    start, end = trimmed(text, start, end)
    if head := _HEAD.match(text, start, end):
        start = head.end()
    cuts = [start, *(m.end() for m in _COMMA.finditer(text, start, end)), end]
    for begin, stop in pairwise(cuts):
        a, b = trimmed(text, begin, stop)
        if re.search(r"[A-Z]", text[a:b]) and not _COORDINATES.search(text[a:b]):
            yield a, b
