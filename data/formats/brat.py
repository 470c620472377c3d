"""brat standoff: NAME.txt with the text and NAME.ann with the labels, an article a pair.

Offsets count the code points of NAME.txt as it is stored, half-open; a line feed counts one.
Spans are `T` lines; `kind`, `outcome`, `low`, `high`, `victims` and any other attribute are `A`
lines; the links `by` and `at` are `R` lines. Our `id` is an `A` line too; a linked span without
one is named after its `T` line. A span over a line end is written in pieces, as brat does, and
such pieces are joined again. Not read: notes (`#`), normalisations (`N`), equivalences (`*`),
events (`E`) with what belongs to them, and other relations.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.article import Article, Span, paragraphs
from data.files import write_text
from data.formats import losses
from data.formats.fields import fail, make_span, text_of
from data.formats.folder import named
from data.formats.links import Link, attach, resolve
from data.labels import LINKS

_TEXT_BOUND = re.compile(r"(\S+) ([0-9]{1,12} [0-9]{1,12}(?:;[0-9]{1,12} [0-9]{1,12})*)")


@dataclass
class _Standoff:
    """What has been read of one .ann file; lists run parallel to `spans`."""

    text: str
    spans: list[Span] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str, str]] = field(default_factory=list)
    relations: list[tuple[str, str, str, str]] = field(default_factory=list)

    def line(self, line: str, where: str) -> None:
        """Take one line; what it refers to may come later."""
        name, _, rest = line.partition("\t")
        if name[:1] == "T":
            self.text_bound(name, rest, where)
        elif name[:1] in ("A", "M"):
            words = rest.split(" ", 2)
            if len(words) < 2:
                fail(where, f"{name} is not 'NAME TARGET VALUE'", "mend the line")
            value = words[2] if len(words) == 3 else "true"  # a flag is there or not
            self.attributes.append((where, words[0], words[1], value))
        elif name[:1] == "R":
            words = rest.split()
            if len(words) != 3 or not all(":" in word for word in words[1:]):
                fail(where, f"{name} is not 'TYPE Arg1:T1 Arg2:T2'", "mend the line")
            ends = [word.partition(":")[2] for word in words[1:]]
            self.relations.append((where, words[0], ends[0], ends[1]))
        elif name[:1] not in ("E", "N", "#", "*"):
            fail(where, f"'{line[:20]}' is no annotation", "begin it with T, A, R or #")

    def text_bound(self, name: str, rest: str, where: str) -> None:
        data, tab, said = rest.partition("\t")
        match = _TEXT_BOUND.fullmatch(data)
        if match is None or not tab:
            fail(where, f"{name} is not 'LABEL START END', a tab and its text", "mend the line")
        if name in self.names:
            fail(where, f"{name} stands on two lines", "number them apart")
        pieces = [[int(n) for n in piece.split(" ")] for piece in match[2].split(";")]
        for (_, end), (start, _) in itertools.pairwise(pieces):
            # Between the pieces of one span stand only the line ends that brat cut it at.
            if end >= start or self.text[end:start].strip("\r\n"):
                fail(where, f"{name} is discontinuous", "label its parts apart or as one span")
        span = make_span(self.text, match[1], pieces[0][0], pieces[-1][1], f"{where}, {name}")
        found = self.text[span.start : span.end]
        if "".join(said.split()) != "".join(found.split()):
            remedy = "count code points of the .txt file as stored, a line feed as one"
            fail(where, f"{name} says '{said[:40]}' where the text has '{found[:40]}'", remedy)
        self.spans.append(span)
        self.names.append(name)

    def finish(self) -> list[Span]:
        """The spans with their attributes and links."""
        position = {name: n for n, name in enumerate(self.names)}
        for where, name, target, value in self.attributes:
            if target not in position and target[:1] in ("E", "R"):
                continue
            span = self.spans[self.at(position, target, where)]
            if name in span.attributes or (name == "id" and span.id is not None):
                fail(where, f"{target} has '{name}' twice", "keep one")
            if name == "id":
                span = replace(span, id=value)
            else:
                span = replace(span, attributes={**span.attributes, name: value})
            self.spans[position[target]] = span
        links = [
            Link(where, name, self.at(position, start, where), self.at(position, end, where))
            for where, name, start, end in self.relations
            if name in LINKS
        ]
        return attach(self.spans, links, self.names)

    @staticmethod
    def at(position: dict[str, int], name: str, where: str) -> int:
        if name not in position:
            fail(where, f"refers to {name}, which is not there", "mend or remove the line")
        return position[name]


def read(path: str | Path) -> list[Article]:
    """Read the article of a pair of files; its id is their name, its blocks are paragraphs.

    Args:
        path: the .ann file (or the .txt file).

    Raises:
        SitrepError: naming file and line of the first fault, a discontinuous span included.
    """
    path = Path(path).with_suffix(".ann")
    companion = path.with_suffix(".txt")
    if not companion.is_file():
        fail(str(path), f"{companion.name} is not beside it", "put the text there")
    standoff = _Standoff(text_of(companion, keep_mark=True))
    for number, line in enumerate(text_of(path).split("\n"), 1):
        line = line.removesuffix("\r")
        if line.strip():
            standoff.line(line, f"{path}:{number}")
    article = Article(path.stem, standoff.text, (), paragraphs(standoff.text))
    return [article.with_spans(standoff.finish())]


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write each article to `path`/ID.txt and `path`/ID.ann and tell what they cannot hold.

    Raises:
        SitrepError: an article's id cannot name a file, or stands twice.
    """
    lost: list[str] = []
    for article in named(articles):
        lines, missing = _annotations(article)
        write_text(Path(path) / f"{article.id}.txt", article.text)
        write_text(Path(path) / f"{article.id}.ann", "".join(line + "\n" for line in lines))
        lost += losses.of_meta(article) + losses.of_blocks(article) + missing
    return lost


def _annotations(article: Article) -> tuple[list[str], list[str]]:
    lost: list[str] = []
    held = [s for s in article.spans if not re.search(r"\s", s.label)]
    for span in article.spans:
        if re.search(r"\s", span.label):
            lost.append(losses.of_span(article, span, "is left out, for its label has a blank"))
    bounds: list[str] = []
    attributes: list[str] = []
    relations: list[str] = []
    for number, (span, links) in enumerate(zip(held, resolve(held), strict=True), 1):
        surface = article.surface(span).replace("\n", " ")
        bounds.append(f"T{number}\t{span.label} {_offsets(article, span)}\t{surface}")
        for name, target in links.items():
            relations.append(f"R{len(relations) + 1}\t{name} Arg1:T{number} Arg2:T{target + 1}")
        parts = []
        plain = {k: v for k, v in span.attributes.items() if k not in links}
        # An attribute named `id` would be read as the span's id.
        named_id = plain.pop("id", None)
        if named_id is not None:
            parts.append("attribute id")
        for name, value in [*plain.items(), *([("id", span.id)] if span.id is not None else [])]:
            if re.search(r"\s", name) or not name or not _fits(value):
                parts.append(name)
            else:
                attributes.append(f"A{len(attributes) + 1}\t{name} T{number} {value}")
        parts += ["score"] if span.score is not None else []
        lost += losses.of_parts(article, span, parts)
    return bounds + attributes + relations, lost


def _fits(value: str) -> bool:
    return bool(value) and value == value.strip() and not re.search(r"[\t\r\n]", value)


def _offsets(article: Article, span: Span) -> str:
    surface = article.surface(span)
    if surface.startswith("\n") or surface.endswith("\n"):
        return f"{span.start} {span.end}"
    return ";".join(
        f"{span.start + piece.start()} {span.start + piece.end()}"
        for piece in re.finditer(r"[^\n]+", surface)
    )
