"""What inline XML can hold of an article, and what it cannot."""

from __future__ import annotations

import re
from dataclasses import replace

from data.article import BLOCK_BREAK, Article, Block, Span, paragraphs
from data.formats import losses
from data.labels import INVENTORY, LINKS, REQUIRED, attribute_fault

# Characters that XML 1.0 allows in no form.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"(?!xml)[a-z_][\w.-]*", re.IGNORECASE | re.ASCII)


def fit(article: Article) -> tuple[Article, list[str]]:
    """The nearest article that can be written as XML, and a sentence for each difference.

    A span without an attribute that the guidelines ask for stays, though reading will refuse
    the file until the attribute is there; this too is told.
    """
    text, lost = _text(article)
    blocks, missing = _blocks(article)
    lost += missing
    meta = {k: v for k, v in article.meta.items() if _holds_fact(k, v)}
    lost += losses.of_meta(article, [k for k in article.meta if k not in meta])
    spans, missing = _spans(article, blocks)
    lost += missing
    return Article(article.id, text, tuple(spans), blocks, meta), lost


def _holds_fact(name: str, value: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name != "id" and not _ILLEGAL.search(value)


def _text(article: Article) -> tuple[str, list[str]]:
    lost = [
        losses.of_article(
            article, f"has U+{ord(match.group()):04X} at {match.start()}, which becomes U+FFFD"
        )
        for match in _ILLEGAL.finditer(article.text)
    ]
    return _ILLEGAL.sub("\ufffd", article.text), lost


def _blocks(article: Article) -> tuple[tuple[Block, ...], list[str]]:
    text = article.text
    if not article.blocks:
        return ((Block("p", 0, len(text)),) if text else ()), []
    lost: list[str] = []
    blocks: list[Block] = []
    at = 0
    for block in (*article.blocks, Block("p", len(text), len(text))):
        for found in paragraphs(text[at : block.start]):
            blocks.append(Block("p", at + found.start, at + found.end))
            place = f"[{blocks[-1].start}, {blocks[-1].end})"
            lost.append(losses.of_article(article, f"has text outside blocks at {place}, now a p"))
        if block.kind not in ("headline", "p"):
            lost.append(losses.of_article(article, f"has a block '{block.kind}', now a p"))
            block = replace(block, kind="p")
        if block.end > block.start:
            blocks.append(block)
        at = block.end
    if BLOCK_BREAK.join(text[b.start : b.end] for b in blocks) != text:
        what = "loses its blanks around blocks, which become one empty line, so offsets shift"
        lost.append(losses.of_article(article, what))
    return tuple(blocks), lost


def _spans(article: Article, blocks: tuple[Block, ...]) -> tuple[list[Span], list[str]]:
    lost: list[str] = []
    kept: list[Span] = []
    opened: list[Span] = []
    for span in sorted(article.spans, key=lambda s: (s.start, -s.end)):
        while opened and opened[-1].end <= span.start:
            opened.pop()
        if span.label not in INVENTORY:
            what = "is left out, for its label is not in the guidelines"
        elif not any(b.start <= span.start and span.end <= b.end for b in blocks):
            what = "is left out, for it runs over a block's edge"
        elif opened and span.end > opened[-1].end:
            what = f"is left out, for it crosses {opened[-1].label} [{opened[-1].start}, \
{opened[-1].end})"
        else:
            opened.append(span)
            kept.append(span)
            continue
        lost.append(losses.of_span(article, span, what))
    named: dict[str, Span] = {}
    for span in kept:
        if span.id is not None and span.id.strip() and not _ILLEGAL.search(span.id):
            named.setdefault(span.id, span)
    out = []
    for span in kept:
        name = span.id if span.id is not None and named.get(span.id) is span else None
        attributes = {k: v for k, v in span.attributes.items() if _allowed(span, k, v, named)}
        parts = [k for k in span.attributes if k not in attributes]
        parts += ["id"] if span.id != name else []
        parts += ["score"] if span.score is not None else []
        lost += losses.of_parts(article, span, parts)
        lacking = [k for k in REQUIRED.get(span.label, ()) if k not in attributes]
        if span.label == "casualty" and not {"low", "high"} & set(attributes):
            lacking.append("low or high")
        if lacking:
            what = f"lacks {', '.join(lacking)}, without which reading will refuse the file"
            lost.append(losses.of_span(article, span, what))
        out.append(replace(span, id=name, attributes=attributes, score=None))
    return out, lost


def _allowed(span: Span, name: str, value: str, named: dict[str, Span]) -> bool:
    if name == "id" or attribute_fault(span.label, name, value) is not None:
        return False
    return name not in LINKS or (value in named and named[value].label == LINKS[name])
