"""Bringing spans of other corpora to our edges, and out of each other's way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.article import Span

_EDGE = "\"'“”‘’`,.;:!?()[]{}–—- \t\r\n"
_LEADING = re.compile(r"(?i)the\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and punctuation around, a leading `the` and a closing `'s`; may be empty.

    The full stop of an abbreviation stays, and so does a bracket that was opened inside.
    """
    while True:
        before = start, end
        while start < end and text[start] in _EDGE:
            start += 1
        while start < end and text[end - 1] in _EDGE and not _closes(text[start:end]):
            end -= 1
        if leading := _LEADING.match(text, start, end):
            start = leading.end()
        if closing := _POSSESSIVE.search(text[start:end]):
            end = start + closing.start()
        if (start, end) == before:
            return start, end


def _closes(surface: str) -> bool:
    """True if the last character is an abbreviation's dot or closes a bracket opened inside."""
    if surface[-1] in ")]":
        return {")": "(", "]": "["}[surface[-1]] in surface
    return bool(re.search(r"(?:\b[A-Za-z]\.){2,}$|\b(?:Jr|Sr|Inc|Corp|Co|Ltd)\.$", surface))


def apart(spans: Iterable[Span]) -> list[Span]:
    """Spans of one label that do not overlap: the first and, of those, the longest is kept."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.label, s.start, -s.end)):
        if not kept or kept[-1].label != span.label or kept[-1].end <= span.start:
            kept.append(span)
    return kept
