"""Validation of a corpus: every finding with its file and line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from data.article import Span
from data.config import CorpusConfig
from data.findings import Finding, Labelled, read_corpus
from data.overlap import shared_passages
from data.words import words

_LEADING = re.compile(r"(?i)the\s")
_OPENING = "\"'“‘([{,.;:!?–—-"
_CLOSING = '"“‘([{,;:!?–—-'
_POSSESSIVE = re.compile(r"['’]s$")


def check_corpus(corpus: CorpusConfig) -> tuple[list[Finding], int]:
    """Validate all splits that exist, or the folder itself where it has none.

    Returns:
        Findings in the order of files and lines, and the number of files read.
    """
    read, findings, count = read_corpus(corpus)
    for item in read:
        findings += _check_article(item)
    findings += _check_ids(read)
    findings += _check_forms(read)
    findings += _check_overlap(read)
    findings += _check_halves(read)
    return sorted(findings, key=lambda f: (str(f.path), f.line, f.message)), count


def _check_article(item: Labelled) -> Iterator[Finding]:
    article = item.article
    if article.id and item.path.stem != article.id:
        yield Finding(item.path, 1, f"article id '{article.id}' is not the file's name")
    if not article.text:
        yield Finding(item.path, 1, "the article has no text")
    bounds = words(article.text)
    starts, ends = {start for start, _ in bounds}, {end for _, end in bounds}
    for span, line in zip(article.spans, item.lines, strict=True):
        for message in _edge_faults(span, article.surface(span), starts, ends):
            yield Finding(item.path, line, message)
        low, high = span.attributes.get("low", ""), span.attributes.get("high", "")
        if low.isdigit() and high.isdigit() and int(low) > int(high):
            yield Finding(item.path, line, f"low={low} is above high={high}")
    yield from _check_pairs(item)


def _edge_faults(span: Span, text: str, starts: set[int], ends: set[int]) -> Iterator[str]:
    shown = f"<{span.label}> '{text[:60]}'"
    if text != text.strip():
        yield f"{shown} begins or ends with a blank"
    elif span.start not in starts or span.end not in ends:
        yield f"{shown} begins or ends inside a word"
    if _LEADING.match(text):
        yield f"{shown} begins with 'the'"
    if text[0] in _OPENING or text[-1] in _CLOSING:
        yield f"{shown} begins or ends with punctuation"
    if _POSSESSIVE.search(text):
        yield f"{shown} ends with a possessive 's"


def _check_pairs(item: Labelled) -> Iterator[Finding]:
    """Spans that nest where they may not; XML cannot hold spans that cross."""
    spans = list(zip(item.article.spans, item.lines, strict=True))
    for index, (outer, _) in enumerate(spans):
        for inner, line in spans[index + 1 :]:
            if inner.start >= outer.end:
                break
            text = item.article.surface(inner)
            if inner.label == outer.label:
                yield Finding(item.path, line, f"<{inner.label}> '{text}' nests in its own label")
            elif (outer.label, inner.label) == ("unit", "location"):
                yield Finding(item.path, line, f"<location> '{text}' stands inside a unit")


def _check_ids(read: Sequence[Labelled]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for item in read:
        if item.article.id in first:
            message = f"article id '{item.article.id}' also stands in {first[item.article.id]}"
            yield Finding(item.path, 1, message)
        first.setdefault(item.article.id, item.path)


def _check_forms(read: Sequence[Labelled]) -> Iterator[Finding]:
    """Surface forms that are labelled in two ways; the rarer way is pointed at."""
    seen: dict[str, dict[str, list[tuple[Path, int]]]] = defaultdict(lambda: defaultdict(list))
    for item in read:
        for span, line in zip(item.article.spans, item.lines, strict=True):
            if span.label in ("unit", "location"):
                kind = span.attributes.get("kind", "")
                way = f"{span.label} {kind}".strip()
                seen[item.article.surface(span)][way].append((item.path, line))
    for form, ways in seen.items():
        if len(ways) < 2:
            continue
        ranked = sorted(ways.items(), key=lambda way: len(way[1]))
        counts = ", ".join(f"{way} {len(places)} times" for way, places in reversed(ranked))
        path, line = ranked[0][1][0]
        yield Finding(path, line, f"'{form}' is labelled two ways: {counts}", "warning")


def _check_overlap(read: Sequence[Labelled]) -> Iterable[Finding]:
    for (item, offset), (other, _), text in shared_passages(
        [(item, item.article) for item in read]
    ):
        if item.split == other.split and not text.startswith("near-duplicate"):
            continue
        yield Finding(item.path, item.line_at(offset), f"{text} with {other.path}")


def _check_halves(read: Sequence[Labelled]) -> Iterator[Finding]:
    """Articles marked `half="unseen"` on a conflict that training or dev articles know."""
    known = {item.article.meta.get("conflict") for item in read if item.split in ("train", "dev")}
    for item in read:
        meta = item.article.meta
        if meta.get("half") == "unseen" and meta.get("conflict") in known:
            message = f"half='unseen', but '{meta['conflict']}' is a conflict in train or dev"
            yield Finding(item.path, 1, message)
