r"""CoNLL columns: a word a line, its tags beside it, an empty line between sentences.

As written here, the file begins with `# global.columns = FORM` and a column for each label, as
spans of different labels may overlap; tags are IOB2, columns are parted by tabs. Each article
begins with `# id = NAME` and `# text_json = "…"`, its verbatim text as a JSON string, so that
the offsets read back are exact. Words are cut further where a span begins or ends inside one.

As read, a document begins at `-DOCSTART-` or at `# id = NAME` (also `# id NAME` and
`# newdoc id = NAME`). Without `# global.columns` the last column alone holds tags, as in
CoNLL-2003. Without `# text_json` words are joined by one blank and sentences by a line feed.
Tags may be IOB1, IOB2 or BIOES: `I-X` without a span to continue begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.article import Article, Span, paragraphs
from data.files import write_text
from data.formats import losses
from data.formats.fields import fail, loads, text_of
from data.labels import INVENTORY
from data.prediction import one_line
from data.words import words

_ID = re.compile(r"#\s*(?:newdoc\s+)?id(?:\s*=\s*|\s+)([^\t]*\S)[^\S\t]*(?:\t.*)?")
_KEYED = re.compile(r"# ?([\w.]+) ?= ?(.*)")
_TAG = re.compile(r"O|[BIESLUM]-.+")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    word: str
    tags: list[str]


@dataclass
class _Document:
    id: str | None = None
    text: str | None = None
    line: int = 0  # of the text
    sentences: list[list[_Row]] = field(default_factory=lambda: [[]])

    @property
    def begun(self) -> bool:
        return self.id is not None or self.text is not None or any(self.sentences)


def read(path: str | Path) -> list[Article]:
    """Read all articles of a file; a document without an id is named after file and place.

    Raises:
        SitrepError: naming file and line of the first fault.
    """
    path = Path(path)
    documents = _documents(path)
    found = []
    for number, document in enumerate(documents, 1):
        default = path.stem if len(documents) == 1 else f"{path.stem}-{number}"
        found.append(_article(document, path, document.id or default))
    return found


def _documents(path: Path) -> list[_Document]:
    documents = [_Document()]
    columns: int | None = None  # tag columns that a header announces
    for number, raw in enumerate(text_of(path).split("\n"), 1):
        line = raw.removesuffix("\r")
        where = f"{path}:{number}"
        document = documents[-1]
        if not line.strip():
            document.sentences.append([])
            continue
        if line.startswith("#") and not line.startswith("#\t"):
            if match := _ID.fullmatch(line):
                if document.id is not None or any(document.sentences):
                    documents.append(document := _Document())
                name = match[1]
                document.id = str(loads(name, where)) if name.startswith('"') else name
                continue
            if match := _KEYED.fullmatch(line):
                if match[1] == "text_json":
                    document.text, document.line = loads(match[2], where), number
                    if not isinstance(document.text, str):
                        fail(where, "text_json is not a JSON string", "mend or remove the line")
                elif match[1] == "global.columns":
                    columns = len(match[2].split()) - 1
                continue
        cells = line.split("\t") if "\t" in line else re.split(" +", line.strip(" "))
        if cells[0] == "-DOCSTART-" or line.startswith("# newdoc"):
            if document.text is not None or any(document.sentences):
                documents.append(_Document())
        elif not line.startswith("#") or (len(cells) > 1 and _TAG.fullmatch(cells[-1])):
            document.sentences[-1].append(_row(cells, columns, number, where))
    return [document for document in documents if document.begun]


def _row(cells: list[str], columns: int | None, number: int, where: str) -> _Row:
    if len(cells) < 2 or not cells[0].strip():
        fail(where, "the line has no word with a tag", "give a word and its tag")
    if columns is not None and len(cells) != columns + 1:
        fail(where, f"{len(cells)} columns stand where {columns + 1} are announced", "mend it")
    tags = cells[-1:] if columns is None else cells[1:]
    for tag in tags:
        if not _TAG.fullmatch(tag):
            fail(where, f"'{tag[:30]}' is not a tag", "use O, B-LABEL and I-LABEL")
    return _Row(number, cells[0], tags)


def _article(document: _Document, path: Path, id: str) -> Article:
    text, sentences = document.text, [rows for rows in document.sentences if rows]
    if text is None:
        text = "\n".join(" ".join(row.word for row in rows) for rows in sentences)
    spans: list[Span] = []
    at = 0
    for rows in sentences:
        placed: list[tuple[_Row, int, int]] = []
        for row in rows:
            while at < len(text) and not text.startswith(row.word, at) and text[at].isspace():
                at += 1
            if not text.startswith(row.word, at):
                where = f"{path}:{row.line}"
                fail(where, f"'{row.word[:40]}' does not follow in text_json", "mend either")
            placed.append((row, at, at + len(row.word)))
            at += len(row.word)
        spans += _decode(placed, path)
    if left := text[at:].strip():
        where = f"{path}:{document.line}"
        fail(where, f"no line has the words '{left[:40]}' of text_json", "mend either")
    return Article(id, text, (), paragraphs(text)).with_spans(spans)


def _decode(placed: list[tuple[_Row, int, int]], path: Path) -> list[Span]:
    spans: list[Span] = []
    width = len(placed[0][0].tags)
    for column in range(width):
        open_label: str | None = None
        for row, start, end in placed:
            if len(row.tags) != width:
                fail(f"{path}:{row.line}", "the columns change inside a sentence", "mend it")
            prefix, _, label = row.tags[column].partition("-")
            if prefix == "O":
                open_label = None
                continue
            if prefix in "BSU" or label != open_label:
                spans.append(Span(label, start, end))
            else:
                spans[-1] = replace(spans[-1], end=end)
            open_label = None if prefix in "SUEL" else label
    return spans


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write all articles to one file and tell what it cannot hold.

    Lost are attributes, links, ids, scores, facts and kinds of blocks; a span that overlaps one
    of its own label; blanks at a span's edges; labels with a blank inside.
    """
    given = list(articles)
    lost: list[str] = []
    chosen: list[tuple[Article, list[Span]]] = []
    for article in given:
        lost += losses.of_meta(article) + losses.of_blocks(article)
        spans, missing = _fit(article)
        chosen.append((article, spans))
        lost += missing
    used = {span.label for _, spans in chosen for span in spans}
    labels = [label for label in INVENTORY if label in used] + sorted(used - set(INVENTORY))
    labels = labels or list(INVENTORY)[:1]  # readers want a column of tags, be it all O
    lines = [f"# global.columns = FORM {' '.join(labels)}"]
    for article, spans in chosen:
        plain = re.fullmatch(r"[^\s\"](?:[^\t\r\n]*\S)?", article.id) is not None
        lines += [f"# id = {article.id if plain else one_line(article.id)}"]
        lines += [f"# text_json = {one_line(article.text)}", *_rows(article, spans, labels), ""]
    write_text(path, "".join(line + "\n" for line in lines))
    return lost


def _fit(article: Article) -> tuple[list[Span], list[str]]:
    """The spans that columns can hold, and what is lost."""
    kept: list[Span] = []
    lost: list[str] = []
    reached: dict[str, int] = {}
    for span in sorted(article.spans, key=lambda s: (s.start, -s.end)):
        surface = article.surface(span)
        if re.search(r"\s", span.label):
            lost.append(losses.of_span(article, span, "is left out, for its label has a blank"))
        elif not surface.strip():
            lost.append(losses.of_span(article, span, "is left out, for it holds no word"))
        elif span.start < reached.get(span.label, 0):
            what = "is left out, for it overlaps another of its label"
            lost.append(losses.of_span(article, span, what))
        else:
            start = span.end - len(surface.lstrip())
            end = span.start + len(surface.rstrip())
            parts = [*span.attributes, *(["id"] if span.id is not None else [])]
            parts += ["score"] if span.score is not None else []
            parts += ["outer blanks"] if (start, end) != (span.start, span.end) else []
            lost += losses.of_parts(article, span, parts)
            kept.append(Span(span.label, start, end))
            reached[span.label] = span.end
    return kept, lost


def _rows(article: Article, spans: list[Span], labels: list[str]) -> list[str]:
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    pieces: list[tuple[int, int]] = []
    ahead = 0
    for start, end in words(article.text):
        while ahead < len(cuts) and cuts[ahead] <= start:
            ahead += 1
        while ahead < len(cuts) and cuts[ahead] < end:
            pieces.append((start, cuts[ahead]))
            start = cuts[ahead]
            ahead += 1
        pieces.append((start, end))
    queues = {label: [s for s in spans if s.label == label] for label in labels}
    edges = [edge for block in article.blocks for edge in (block.start, block.end)]
    rows: list[str] = []
    previous = 0
    for start, end in pieces:
        tags = []
        inside = False
        for label in labels:
            queue = queues[label]
            while queue and queue[0].end <= start:
                queue.pop(0)
            if not queue or queue[0].start > start:
                tags.append("O")
            else:
                begins = queue[0].start == start
                inside = inside or not begins
                tags.append(f"{'B' if begins else 'I'}-{label}")
        # An empty line would cut a span that runs over a block's edge.
        crossed = False
        while edges and edges[0] <= start:
            crossed = edges.pop(0) > 0 or crossed
        if crossed and not inside and previous:
            rows.append("")
        rows.append("\t".join([article.text[start:end], *tags]))
        previous = end
    return rows
