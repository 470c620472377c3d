"""Spans as nested HTML elements around the verbatim text."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from data.article import Article, Block, Span


@dataclass(slots=True)
class _Piece:
    """A span or, where it crosses another, a part of it; `level` counts what is nested inside."""

    span: Span
    start: int
    end: int
    inner: list[_Piece] = field(default_factory=list)

    @property
    def level(self) -> int:
        return max((piece.level + 1 for piece in self.inner), default=0)


def rows(article: Article) -> list[Block]:
    """The article's blocks, each with the break behind it, so that together they are the text."""
    starts = [block.start for block in article.blocks] or [0]
    starts[0] = 0
    kinds = [block.kind for block in article.blocks] or ["p"]
    ends = [*starts[1:], len(article.text)]
    return [Block(*row) for row in zip(kinds, starts, ends, strict=True)]


def marked(
    text: str,
    spans: Sequence[Span],
    attributes: Callable[[Span], Mapping[str, str]],
    start: int = 0,
    end: int | None = None,
) -> Markup:
    """Markup of `text[start:end]` with a `<mark class="span">` around each span.

    A span that crosses another, or an end of the stretch, is cut there; all of its pieces but
    the last carry `data-more`. The text of the markup is the text as given, byte for byte.

    Args:
        text: an article's text.
        spans: spans of the article, in any order; overlaps of all kinds are allowed.
        attributes: further attributes of a span's elements.
        start: offset of the first character to write.
        end: offset after the last; by default the end of the text.
    """
    end = len(text) if end is None else end
    out: list[str] = []

    def write(pieces: Sequence[_Piece], begin: int, stop: int) -> None:
        for piece in pieces:
            out.append(_escaped(text[begin : piece.start]))
            own = {"data-label": piece.span.label, **attributes(piece.span)}
            if piece.level:
                own["style"] = f"--level:{piece.level}"
            if piece.end < piece.span.end:
                own["data-more"] = ""
            written = "".join(f' {name}="{escape(value)}"' for name, value in own.items())
            out.append(f'<mark class="span"{written}>')
            write(piece.inner, piece.start, piece.end)
            out.append("</mark>")
            begin = piece.end
        out.append(_escaped(text[begin:stop]))

    write(_nest(spans, start, end), start, end)
    return Markup("".join(out))


def _nest(spans: Sequence[Span], start: int, end: int) -> list[_Piece]:
    """The spans of a stretch as a forest in which no two pieces cross."""
    queue = [
        (max(span.start, start), -min(span.end, end), span.label, index)
        for index, span in enumerate(spans)
        if span.start < end and start < span.end
    ]
    heapq.heapify(queue)
    roots: list[_Piece] = []
    around: list[_Piece] = []
    while queue:
        begin, stop, label, index = heapq.heappop(queue)
        while around and around[-1].end <= begin:
            around.pop()
        piece = _Piece(spans[index], begin, -stop)
        if around and around[-1].end < piece.end:
            heapq.heappush(queue, (around[-1].end, stop, label, index))
            piece.end = around[-1].end
        (around[-1].inner if around else roots).append(piece)
        around.append(piece)
    return roots


def _escaped(text: str) -> str:
    # A parser of HTML would turn a bare carriage return into a line feed.
    return str(escape(text)).replace("\r", "&#13;")
