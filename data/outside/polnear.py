"""PolNeAR: attributions in news on United States politics, in brat standoff.

Newell, Margolin and Ruths (2018), "An Attribution Relations Corpus for Political News", LREC.
`Source` and `Cue` become ours; `Content` has no counterpart. Our edges are narrower, so the
words that our guidelines leave out are cut away here; docs/OUTSIDE.md justifies each rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from data.article import Article, Span, paragraphs
from data.errors import SitrepError
from data.formats.fields import fail, text_of
from data.loading import article_files
from data.outside.trim import apart, trimmed

_LABELS = {"Source": "source", "Cue": "cue"}
_LINE = re.compile(r"T[0-9]+\t(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*)\t")
_RELATIVE = re.compile(r"(?i)(?:who|whom|which|that|whose)$")
_CLAUSE = re.compile(r",\s+(?:who|whom|whose|which)\b")
_PREPOSITION = re.compile(r"(?i)(?:by|from|of|to|in|at|on|for)\s+")
_AUXILIARY = re.compile(
    r"(?i)(?:ha[sd]|have|having|was|were|is|are|am|be|been|being|will|would|could|can|may|might|must"
    r"|should|did|do|does|to|not|never|also|later|then|now|still|first|often|just|even|again"
    r"|once|already|previously|recently|repeatedly|reportedly(?=\s)|\w+ly|n['’]t)\s+"
)
# Passives that have become one cue stay whole.
_FIXED = re.compile(r"(?i)(?:was|were|is|are|been)\s+(?:quoted|cited|reported)\s+as\b")
# After a plain verb of saying come only when, where and to whom it was said.
_SAYING = re.compile(
    r"(?i)((?:said|says?|saying|told|tells?|telling|wrote|writes?|writing|added|adds?|tweeted|asked"
    r"|announced|declared|stated|explained|noted|reported|argued|claimed|insisted|warned))\b.+$"
)


def read(path: Path) -> list[Article]:
    """All articles below a folder of .txt and .ann pairs.

    Raises:
        SitrepError: nothing is there, or a file is faulty.
    """
    return [_article(file) for file in article_files(path, (".ann",))]


def _article(path: Path) -> Article:
    companion = path.with_suffix(".txt")
    if not companion.is_file():
        fail(str(path), f"{companion.name} is not beside it", "put the text there")
    text = text_of(companion, keep_mark=True)
    spans = list(_spans(path, text))
    return Article(path.stem, text, (), paragraphs(text)).with_spans(apart(spans))


def _spans(path: Path, text: str) -> Iterator[Span]:
    for number, line in enumerate(text_of(path).split("\n"), 1):
        match = _LINE.match(line)
        if match is None or match[1] not in _LABELS:
            continue
        pieces = [tuple(map(int, piece.split())) for piece in match[2].split(";")]
        if max(end for _, end in pieces) > len(text):
            raise SitrepError(f"{path}:{number}: the span ends after the text; restore the file.")
        # A source in pieces has an insertion between them; its longest piece is kept.
        start, end = max(pieces, key=lambda piece: piece[1] - piece[0])
        edges = (_source if match[1] == "Source" else _cue)(text, start, end)
        if edges is not None:
            yield Span(_LABELS[match[1]], *edges)


def _source(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A source without its preposition, `the`, possessive and descriptive clause."""
    start, end = trimmed(text, start, end)
    if preposition := _PREPOSITION.match(text, start, end):
        start = preposition.end()
    if clause := _CLAUSE.search(text, start, end):
        end = clause.start()
    start, end = trimmed(text, start, end)
    return None if start >= end or _RELATIVE.match(text[start:end]) else (start, end)


def _cue(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A cue without auxiliaries, adverbs, addressee, medium and time; None if no word is left."""
    start, end = trimmed(text, start, end)
    while not _FIXED.match(text, start, end) and (word := _AUXILIARY.match(text, start, end)):
        start = word.end()
    if saying := _SAYING.match(text, start, end):
        end = saying.end(1)
    start, end = trimmed(text, start, end)
    return (start, end) if re.search(r"[^\W\d_]", text[start:end]) else None
