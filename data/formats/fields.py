"""Checked reading of text and of JSON values; each fault is one sentence that names its place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from data.article import Article, Block, Span, paragraphs
from data.errors import SitrepError


def fail(where: str, what: str, remedy: str) -> NoReturn:
    """Raise one sentence: where, what is wrong there, what to do."""
    raise SitrepError(" ".join(f"{where}: {what}; {remedy}.".split()))


def text_of(path: Path, *, keep_mark: bool = False) -> str:
    """A file's text, line ends untouched.

    Args:
        path: a UTF-8 file.
        keep_mark: keep a byte order mark as a character of the text.

    Raises:
        SitrepError: it cannot be read or is not UTF-8.
    """
    return decoded(bytes_of(path), str(path), keep_mark=keep_mark)


def bytes_of(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        SitrepError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        fail(str(path), f"cannot be read ({error.strerror})", "give a file that is there")


def decoded(content: bytes, name: str, *, keep_mark: bool = False, line: int = 1) -> str:
    """The text of UTF-8 bytes, line ends untouched.

    Args:
        content: a file's bytes, or those of a part of it.
        name: the file, for the error's sentence.
        keep_mark: keep a byte order mark as a character of the text.
        line: number of the first line of `content`.

    Raises:
        SitrepError: the bytes are not UTF-8.
    """
    try:
        return content.decode("utf-8" if keep_mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        line += content.count(b"\n", 0, error.start)
        fail(f"{name}:{line}", "not UTF-8", "save the file as UTF-8")


def loads(raw: str, where: str) -> Any:
    """The value of a JSON text.

    Raises:
        SitrepError: not JSON, or a string in it holds half a surrogate pair.
    """
    try:
        value = json.loads(raw, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}" if error.lineno > 1 else where
        fail(f"{place}, column {error.colno}", f"not JSON ({error.msg})", "mend the file")
    except (ValueError, RecursionError) as error:
        fail(where, f"not JSON ({str(error)[:60]})", "mend the file")
    if "\\ud" in raw.lower():  # only an escape can bring half a pair in
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            fail(where, "a string holds half a surrogate pair", "escape characters whole")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def members(value: Any, where: str, name: str) -> list[Any]:
    """A list, or the empty list in place of null."""
    if value is None:
        return []
    if not isinstance(value, list):
        fail(where, f"'{name}' is not a list", "make it one")
    return value


def mapping(value: Any, where: str, name: str) -> dict[str, Any]:
    """An object, or the empty object in place of null."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        fail(where, f"'{name}' is not an object", "make it one")
    return value


def as_text(value: Any) -> str:
    """A value as the text that attributes and facts are: strings as they are, others as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def texts(value: Any, where: str, name: str) -> dict[str, str]:
    """An object's members as text, null left out."""
    return {k: as_text(v) for k, v in mapping(value, where, name).items() if v is not None}


def identity(value: Any, default: str) -> str:
    """An article's id from a string, bytes or number, else the default; 7.0 is 7.

    Tables hold whole numbers as floats once one of them is missing.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, float) and math.isfinite(value):
        value = int(value) if value.is_integer() else str(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        return default
    return str(value)


def score_of(value: Any, where: str) -> float | None:
    """A confidence, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        fail(where, "'score' is not a number from 0 to 1", "mend or remove it")
    return float(value)


def holds_score(span: Span) -> bool:
    """True if JSON can hold the span's score and `score_of` will take it."""
    return span.score is not None and math.isfinite(span.score) and 0 <= span.score <= 1


def _bounds(text: str, start: Any, end: Any, where: str) -> tuple[int, int]:
    for name, value in (("start", start), ("end", end)):
        if isinstance(value, bool) or not isinstance(value, int):
            fail(
                where, f"the {name} offset is {as_text(value)[:20]}, not a whole number", "mend it"
            )
    if not 0 <= start < end <= len(text):
        fail(
            where,
            f"[{start}, {end}) is empty or outside the text's {len(text)} characters",
            "count code points from 0, the end excluded",
        )
    return start, end


def make_span(
    text: str,
    label: Any,
    start: Any,
    end: Any,
    where: str,
    *,
    id: str | None = None,
    attributes: Mapping[str, str] | None = None,
    score: float | None = None,
) -> Span:
    """A span from unchecked values; any label will do.

    Raises:
        SitrepError: the label is no text, or the offsets are no range of `text`.
    """
    if not isinstance(label, str) or not label:
        fail(where, "its label is not a text", "name one")
    first, last = _bounds(text, start, end, where)
    return Span(label, first, last, id, attributes or {}, score)


def make_blocks(text: str, value: Any, where: str) -> tuple[Block, ...]:
    """Blocks from a list of `kind`, `start`, `end`; the paragraphs of `text` if it is null.

    Raises:
        SitrepError: they are no blocks of `text`, or not in order.
    """
    if value is None:
        return paragraphs(text)
    blocks: list[Block] = []
    for number, item in enumerate(members(value, where, "blocks")):
        place = f"{where}, blocks[{number}]"
        fields = mapping(item, place, "block")
        start, end = _bounds(text, fields.get("start"), fields.get("end"), place)
        if blocks and start < blocks[-1].end:
            fail(place, "begins before the block ahead of it ends", "put blocks in order")
        kind = fields.get("kind")
        if not isinstance(kind, str) or not kind:
            fail(place, "its 'kind' is not a text", "say 'headline' or 'p'")
        blocks.append(Block(kind, start, end))
    return tuple(blocks)


def blocks_of(article: Article) -> list[dict[str, Any]]:
    """The article's blocks as `make_blocks` reads them (empty blocks hold nothing)."""
    return [
        {"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks if b.end > b.start
    ]
