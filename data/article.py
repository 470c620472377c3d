"""Articles and their character spans: the only stored truth about labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

#: What stands between two blocks in `Article.text`.
BLOCK_BREAK = "\n\n"

# Begun only where a run of blanks begins: from every one of them on it would be quadratic.
_NEWLINES = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of an article.

    Attributes:
        label: a label of the guidelines (`unit`, …) or of a schema (`killed`, …).
        start: offset of the first character.
        end: offset after the last character (half-open).
        id: name that another span's `by` or `at` refers to, or None.
        attributes: `kind`, `outcome`, `low`, `high`, `victims`, `by`, `at`, as text.
        score: confidence of a predicted span in [0, 1]; None on gold spans. Not compared.
    """

    label: str
    start: int
    end: int
    id: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    score: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.label} [{self.start}, {self.end}) is empty or negative")

    @property
    def key(self) -> tuple[str, int, int]:
        """Label and offsets: what strict scoring compares."""
        return (self.label, self.start, self.end)

    def overlaps(self, other: Span) -> bool:
        """True if the two share a character."""
        return self.start < other.end and other.start < self.end

    def crosses(self, other: Span) -> bool:
        """True if the two overlap and neither holds the other."""
        first, second = sorted((self, other), key=lambda s: (s.start, s.end))
        return first.start < second.start < first.end < second.end


@dataclass(frozen=True, slots=True)
class Block:
    """A headline or paragraph: `kind` is `headline` or `p`; offsets are half-open."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its blocks and spans.

    Attributes:
        id: unique name within a corpus.
        text: verbatim text; all offsets point into it.
        spans: in document order, an outer span before the ones inside it.
        blocks: headline and paragraphs, in order, none overlapping.
        meta: further facts about the article (`date`, `conflict`, `genre`), as text.

    Raises:
        ValueError: a span or block lies outside the text.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        ends = [item.end for item in self.spans] + [item.end for item in self.blocks]
        if max(ends, default=0) > len(self.text):
            raise ValueError(
                f"article {self.id}: an offset of {max(ends)} lies outside"
                f" its {len(self.text)} characters"
            )

    @classmethod
    def from_text(cls, id: str, text: str, **meta: str) -> Article:
        """An unlabelled article whose blocks are found by `paragraphs`."""
        return cls(id=id, text=text, blocks=paragraphs(text), meta=meta)

    def surface(self, span: Span | Block) -> str:
        """The span's characters."""
        return self.text[span.start : span.end]

    def with_spans(self, spans: Iterable[Span]) -> Article:
        """The same text with other spans, put in document order."""
        return replace(self, spans=tuple(sorted(spans, key=lambda s: (s.start, -s.end))))


def paragraphs(text: str) -> tuple[Block, ...]:
    """Find the paragraphs of plain text.

    A blank line always ends one. A single line break ends one too, unless the text is
    hard-wrapped there: the line before is long or the next begins in lower case, and the
    line before does not end a sentence.
    """
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in _NEWLINES.finditer(text):
        line = text[start : match.start()].rpartition("\n")[2]
        single = match.group().count("\n") == 1
        following = text[match.end() : match.end() + 1]
        wrapped = len(line) >= 60 or following.islower()
        if single and wrapped and line and not _SENTENCE_END.search(line):
            continue
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(text)))
    return tuple(
        Block("p", begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip()))
        for begin, end in bounds
        if (piece := text[begin:end]).strip()
    )
