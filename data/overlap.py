"""Text that two articles share: whole sentences, or so much that one copies the other."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from data.article import Article
from data.words import sentence_starts, words

Key = TypeVar("Key")

#: Words of a shingle.
SHINGLE = 8
#: Share of the shorter article's shingles that makes a near-duplicate.
NEAR = 0.15
#: Words of a sentence that is worth reporting when two articles share it.
SENTENCE = 8


def shared_passages(
    articles: Sequence[tuple[Key, Article]],
) -> Iterator[tuple[tuple[Key, int], tuple[Key, int], str]]:
    """Find pairs of articles that share text.

    Args:
        articles: each article with whatever the caller wants back for it.

    Yields:
        (key, offset in its text), (key of the earlier article, offset), and a description that
        begins with `near-duplicate` or `sentence`.
    """
    sentences: dict[tuple[str, ...], tuple[int, int]] = {}
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes: list[int] = []
    for index, (key, article) in enumerate(articles):
        shingles: set[tuple[str, ...]] = set()
        for start, end in _sentences(article):
            tokens = tuple(
                article.text[start + i : start + j].lower()
                for i, j in words(article.text[start:end])
                if article.text[start + i].isalnum()
            )
            shingles |= {tokens[i : i + SHINGLE] for i in range(len(tokens) - SHINGLE + 1)}
            if len(tokens) < SENTENCE:
                continue
            if tokens in sentences and sentences[tokens][0] != index:
                other, at = sentences[tokens]
                text = f"sentence '{article.text[start : start + 60].strip()}…' is shared"
                yield (key, start), (articles[other][0], at), text
            sentences.setdefault(tokens, (index, start))
        common: dict[int, int] = defaultdict(int)
        for shingle in shingles:
            for other in holders[shingle]:
                common[other] += 1
            holders[shingle].append(index)
        sizes.append(len(shingles))
        for other, count in common.items():
            share = count / max(1, min(sizes[index], sizes[other]))
            if share >= NEAR:
                text = f"near-duplicate: {share:.0%} of the text is shared"
                yield (key, 0), (articles[other][0], 0), text


def _sentences(article: Article) -> Iterator[tuple[int, int]]:
    for block in article.blocks:
        starts = [block.start, *sentence_starts(article.text, block.start, block.end), block.end]
        yield from itertools.pairwise(starts)
