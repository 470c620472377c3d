"""The guidelines' inline XML: reading with line numbers, writing in one canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from data.article import BLOCK_BREAK, Article, Block, Span
from data.errors import SitrepError
from data.files import write_text
from data.formats.fields import bytes_of
from data.formats.folder import named
from data.formats.xml_fit import fit
from data.labels import INVENTORY, LINKS, REQUIRED, attribute_fault

BLOCKS = ("headline", "p")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a line of a file (lines count from 1)."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article read from XML, the line of each span and block, and what was wrong with it."""

    article: Article
    lines: tuple[int, ...]
    block_lines: tuple[int, ...]
    faults: tuple[Fault, ...]


@dataclass
class _Open:
    label: str
    start: int
    line: int
    index: int
    attributes: dict[str, str]


@dataclass
class _Builder:
    """Target of the XML parser: gathers text, blocks and spans."""

    parser: Any = None
    id: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    spans: list[Span | None] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    block_lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    block: tuple[str, int] | None = None
    opened_at: int = 0
    rooted: bool = False

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def fault(self, message: str, line: int | None = None) -> None:
        self.faults.append(Fault(self.line if line is None else line, message))

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if not self.rooted:
            self.rooted = True
            if tag != "article":
                self.fault(f"the root is <{tag}>, not <article>")
            self.meta = dict(attrs)
            self.id = self.meta.pop("id", "")
            if not self.id:
                self.fault("<article> has no id")
        elif tag in BLOCKS and self.block is None:
            if self.blocks:
                self.append(BLOCK_BREAK)
            self.block = (tag, self.length)
            self.opened_at = self.line
        elif tag in BLOCKS:
            self.fault(f"<{tag}> inside <{self.block[0]}>" if self.block else "")
        elif tag not in INVENTORY:
            self.fault(f"unknown tag <{tag}>; labels are {', '.join(INVENTORY)}")
        elif self.block is None:
            self.fault(f"<{tag}> outside <headline> and <p>")
        else:
            self.open_span(tag, dict(attrs))

    def open_span(self, tag: str, attrs: dict[str, str]) -> None:
        for name, value in attrs.items():
            if (why := attribute_fault(tag, name, value)) is not None:
                self.fault(why)
        for name in REQUIRED.get(tag, ()):
            if name not in attrs:
                self.fault(f"<{tag}> lacks {name}")
        if tag == "casualty" and "low" not in attrs and "high" not in attrs:
            self.fault("<casualty> has neither low nor high")
        self.stack.append(_Open(tag, self.length, self.line, len(self.spans), attrs))
        self.spans.append(None)
        self.lines.append(self.line)

    def end(self, tag: str) -> None:
        if tag in BLOCKS and self.block is not None and not self.stack:
            kind, start = self.block
            if self.length > start:
                self.blocks.append(Block(kind, start, self.length))
                self.block_lines.append(self.opened_at)
            else:
                self.fault(f"<{kind}> is empty")
                if self.blocks:
                    self.text.pop()
                    self.length -= len(BLOCK_BREAK)
            self.block = None
        elif tag in INVENTORY and self.stack and self.stack[-1].label == tag:
            opened = self.stack.pop()
            if self.length == opened.start:
                self.fault(f"<{tag}> is empty", opened.line)
                return
            name = opened.attributes.pop("id", None)
            order = [key for key in INVENTORY[tag] if key in opened.attributes]
            self.spans[opened.index] = Span(
                tag, opened.start, self.length, name, {key: opened.attributes[key] for key in order}
            )

    def append(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)

    def data(self, text: str) -> None:
        if self.block is not None:
            self.append(text)
        elif text.strip():
            self.fault(f"text outside <headline> and <p>: '{text.strip()[:40]}'")

    def close(self) -> Parsed:
        kept = [(s, n) for s, n in zip(self.spans, self.lines, strict=True) if s is not None]
        spans = tuple(span for span, _ in kept)
        lines = tuple(line for _, line in kept)
        self._check_links(spans, lines)
        article = Article(self.id, "".join(self.text), spans, tuple(self.blocks), self.meta)
        return Parsed(article, lines, tuple(self.block_lines), tuple(self.faults))

    def _check_links(self, spans: tuple[Span, ...], lines: tuple[int, ...]) -> None:
        named: dict[str, Span] = {}
        for span, line in zip(spans, lines, strict=True):
            if span.id is not None:
                if span.id in named:
                    self.fault(f"id '{span.id}' stands on two spans", line)
                named[span.id] = span
        for span, line in zip(spans, lines, strict=True):
            for name, label in LINKS.items():
                target = span.attributes.get(name)
                if target is None:
                    continue
                if target not in named:
                    self.fault(f"{name}='{target}' refers to no span", line)
                elif named[target].label != label:
                    self.fault(f"{name}='{target}' refers to a {named[target].label}", line)


def parse(content: bytes) -> Parsed:
    """Read one article from XML bytes, gathering faults instead of stopping at the first.

    Document type declarations, entity definitions and external entities are refused.

    Raises:
        ValueError: the bytes are not well-formed XML, or hold a declaration that is refused.
    """
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(content)
        parsed = parser.close()
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise ValueError(f"{line}: not well-formed XML at column {column + 1}: {reason}") from None
    except DefusedXmlException as error:
        kind = type(error).__name__
        raise ValueError(f"1: a document type or entity declaration is refused ({kind})") from None
    except (LookupError, ValueError) as error:
        raise ValueError(f"1: its encoding cannot be read ({error})") from None
    assert isinstance(parsed, Parsed)
    return parsed


def read(path: str | Path) -> list[Article]:
    """Read the article of one file.

    Raises:
        SitrepError: naming file and line of the first fault.
    """
    try:
        parsed = parse(bytes_of(Path(path)))
    except ValueError as error:
        raise SitrepError(f"{path}:{error}; mend the file.") from None
    if parsed.faults:
        first = min(parsed.faults, key=lambda fault: fault.line)
        raise SitrepError(f"{path}:{first.line}: {first.message}; mend the file.")
    return [parsed.article]


def dumps(article: Article) -> str:
    """Write one article in the canonical form, one block a line.

    Raises:
        ValueError: spans cross each other or a block's edge, which inline XML cannot hold.
    """
    meta = {"id": article.id, **article.meta}
    lines = ["<article" + "".join(f" {k}={_attribute(v)}" for k, v in meta.items()) + ">"]
    whole = (Block("p", 0, len(article.text)),) if article.text else ()
    blocks = article.blocks or whole
    spans = list(article.spans)
    position = 0
    for block in blocks:
        inside: list[Span] = []
        while position < len(spans) and spans[position].start < block.end:
            inside.append(spans[position])
            position += 1
        for span in inside:
            if span.start < block.start or span.end > block.end:
                raise ValueError(f"span {span.key} of {article.id} runs over a block's edge")
        lines.append(f"<{block.kind}>{_inline(article, block, inside)}</{block.kind}>")
    if position < len(spans):
        raise ValueError(f"span {spans[position].key} of {article.id} lies outside every block")
    return "\n".join([*lines, "</article>", ""])


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write each article to `path`/ID.xml and tell what it cannot hold; `path` is a folder.

    Raises:
        SitrepError: an article's id cannot name a file, or stands twice.
    """
    lost: list[str] = []
    for article in named(articles):
        fitting, missing = fit(article)
        write_text(Path(path) / f"{article.id}.xml", dumps(fitting))
        lost += missing
    return lost


def _attribute(value: str) -> str:
    return quoteattr(value, {"\n": "&#10;"})


def _inline(article: Article, block: Block, spans: list[Span]) -> str:
    out: list[str] = []
    opened: list[Span] = []
    at = block.start

    def copy(upto: int) -> None:
        nonlocal at
        out.append(escape(article.text[at:upto]).replace("\r", "&#13;"))
        at = upto

    def shut(before: int) -> None:
        while opened and opened[-1].end <= before:
            span = opened.pop()
            copy(span.end)
            out.append(f"</{span.label}>")

    for span in spans:
        shut(span.start)
        if opened and span.end > opened[-1].end:
            raise ValueError(f"spans {opened[-1].key} and {span.key} of {article.id} cross")
        copy(span.start)
        attributes = ({"id": span.id} if span.id else {}) | dict(span.attributes)
        inner = "".join(f" {k}={_attribute(v)}" for k, v in attributes.items())
        out.append(f"<{span.label}{inner}>")
        opened.append(span)
    shut(block.end)
    copy(block.end)
    return "".join(out)
