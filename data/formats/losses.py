"""Sentences that tell what a format could not hold of an article."""

from __future__ import annotations

from collections.abc import Iterable

from data.article import Article, Span, paragraphs


def of_article(article: Article, what: str) -> str:
    """A sentence about a whole article."""
    return _plain(f"article {article.id} {what}.")


def of_span(article: Article, span: Span, what: str) -> str:
    """A sentence about a span: article, label, offsets, words, what happens to it."""
    words = " ".join(article.surface(span).split())
    words = words if len(words) <= 40 else words[:39] + "…"
    place = f"article {article.id}: {span.label} [{span.start}, {span.end})"
    return _plain(f"{place} '{words}' {what}.")


def _plain(sentence: str) -> str:
    """One line without control characters, which a terminal would obey."""
    return "".join(c if c >= " " and c != "\x7f" else "\ufffd" for c in " ".join(sentence.split()))


def of_parts(article: Article, span: Span, parts: Iterable[str]) -> list[str]:
    """No sentence or one: the span `loses` the named attributes, id or score."""
    named = list(parts)
    if not named:
        return []
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return [of_span(article, span, f"loses its {listed}")]


def of_blocks(article: Article) -> list[str]:
    """No sentence, or one if a reader that finds paragraphs by itself finds other blocks."""
    if article.blocks == paragraphs(article.text):
        return []
    return [of_article(article, "loses its blocks; reading will find paragraphs in their stead")]


def of_meta(article: Article, names: Iterable[str] | None = None) -> list[str]:
    """No sentence, or one naming the facts that are lost (all of them by default)."""
    named = list(article.meta if names is None else names)
    return [of_article(article, f"loses its {', '.join(named)}")] if named else []
