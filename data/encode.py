"""The one encoder of windows, shared by training, evaluation and inference.

An article is tokenized once, whole. Its words are dealt out to windows that follow each other
without gap or overlap (the `core` of a window); each window also carries tokens of its
neighbourhood as context, for the encoder to read but not to be scored on. Concatenating the
logits of the cores gives one row for every word of the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.article import Article
from data.bio import block_starts
from data.errors import SitrepError
from data.words import sentence_starts, words

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    Attributes:
        input_ids: token ids with the tokenizer's special tokens, at most `max_length`.
        positions: place in `input_ids` of the first token of each core word.
        first_word: index in the article of the first core word; the others follow it.
        shapes: `word_shape` of each token's word, 0 for special tokens; empty if not wanted.
    """

    input_ids: tuple[int, ...]
    positions: tuple[int, ...]
    first_word: int
    shapes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded:
    """An article cut into windows.

    Attributes:
        words: half-open character ranges of the words that the tokenizer sees, in order. Words
            that share a token are joined; words that the tokenizer drops are absent.
        block_starts: True where a word is the first of a block, shape (words,).
        windows: cores laid end to end hold every word exactly once.
    """

    words: tuple[tuple[int, int], ...]
    block_starts: NDArray[np.bool_]
    windows: tuple[Window, ...]


class WindowEncoder:
    """Cuts articles into windows of at most `max_length` tokens.

    Args:
        tokenizer: a fast tokenizer; its truncation and padding are switched off.
        max_length: tokens of a window, special tokens counted.
        context: tokens wanted on each side of a core that is not at the article's edge.
        shapes: give the windows word shapes, for encoders whose vocabulary has no capitals.

    Raises:
        SitrepError: `max_length` leaves no room for a core.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        max_length: int = 256,
        context: int = 32,
        shapes: bool = False,
    ) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        probe = tokenizer.encode("a")
        real = [i for i, special in enumerate(probe.special_tokens_mask) if not special]
        first, last = (real[0], real[-1] + 1) if real else (0, 0)
        self.prefix: tuple[int, ...] = tuple(probe.ids[:first])
        self.suffix: tuple[int, ...] = tuple(probe.ids[last:])
        self.tokenizer = tokenizer
        self.max_length = max_length
        self.context = context
        self.shapes = shapes
        self.room = max_length - len(self.prefix) - len(self.suffix)
        if context < 0 or self.room - 2 * context < 8:
            raise SitrepError(
                f"max_length={max_length} with context={context} leaves fewer than 8 tokens"
                " for a window's core; raise max_length or lower context."
            )

    def encode(self, article: Article) -> Encoded:
        """Cut one article. An empty article has no words and no windows."""
        encoding = self.tokenizer.encode(article.text, add_special_tokens=False)
        kept, first = _align(article.text, words(article.text), encoding.offsets)
        starts = block_starts(kept, article)
        bounds = self._cut(article, kept, starts, first, len(encoding.ids))
        shapes = self._token_shapes(article.text, kept, first, len(encoding.ids))
        windows = tuple(
            self._window(encoding.ids, shapes, first, begin, end) for begin, end in pairwise(bounds)
        )
        return Encoded(tuple(kept), starts, windows)

    def _cut(
        self,
        article: Article,
        kept: Sequence[tuple[int, int]],
        starts: NDArray[np.bool_],
        first: NDArray[np.int64],
        total: int,
    ) -> list[int]:
        """Word indices at which windows begin, then the number of words."""
        count = len(kept)
        if not count:
            return [0]
        after = np.append(first[1:], total)  # token after each word's last
        if total - int(first[0]) <= self.room:
            return [0, count]
        room = self.room - 2 * self.context
        offsets = np.array([start for start, _ in kept])
        paragraph = np.flatnonzero(starts)
        sentence = np.union1d(np.searchsorted(offsets, sentence_starts(article.text)), paragraph)
        bounds = [0]
        while bounds[-1] < count:
            begin = bounds[-1]
            fits = int(np.searchsorted(after, first[begin] + room, side="right"))
            if fits >= count:
                bounds.append(count)
                break
            fits = max(fits, begin + 1)  # a word longer than a window is cut short
            half = begin + (fits - begin) // 2
            bounds.append(_last(paragraph, half, fits) or _last(sentence, begin, fits) or fits)
        return bounds

    def _token_shapes(
        self, text: str, kept: Sequence[tuple[int, int]], first: NDArray[np.int64], total: int
    ) -> list[int] | None:
        if not self.shapes or not kept:
            return None
        shapes = [0] * total
        ends = [*first[1:].tolist(), total]
        for (start, stop), begin, end in zip(kept, first.tolist(), ends, strict=True):
            shapes[begin:end] = [word_shape(text[start:stop])] * (end - begin)
        return shapes

    def _window(
        self,
        ids: Sequence[int],
        shapes: Sequence[int] | None,
        first: NDArray[np.int64],
        begin: int,
        end: int,
    ) -> Window:
        start = int(first[begin])
        stop = int(first[end]) if end < len(first) else len(ids)
        stop = min(stop, start + self.room)
        spare = min(self.room - (stop - start), 2 * self.context)
        left = min(start, max(spare // 2, spare - (len(ids) - stop)))
        right = min(len(ids) - stop, spare - left)
        shift = len(self.prefix) - (start - left)
        return Window(
            (*self.prefix, *ids[start - left : stop + right], *self.suffix),
            tuple(int(p) + shift for p in first[begin:end]),
            begin,
            ()
            if shapes is None
            else (
                *(0 for _ in self.prefix),
                *shapes[start - left : stop + right],
                *(0 for _ in self.suffix),
            ),
        )


#: Number of values of `word_shape`.
SHAPES = 4


def word_shape(word: str) -> int:
    """0 for a word without capitals or digits, 1 Capitalised, 2 ALL CAPITALS, 3 with digits."""
    if word.islower():
        return 0
    if word.isupper() and len(word) > 1 and word.isalpha():
        return 2
    if any(character.isdigit() for character in word):
        return 3
    return 1 if word[:1].isupper() else 0


def _last(bounds: NDArray[np.int64], low: int, high: int) -> int | None:
    """The greatest bound in (low, high], or None."""
    index = int(np.searchsorted(bounds, high, side="right")) - 1
    return int(bounds[index]) if index >= 0 and bounds[index] > low else None


def _align(
    text: str, found: Sequence[tuple[int, int]], offsets: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """Words that hold a token, joined where they share one, and each one's first token."""
    kept: list[tuple[int, int]] = []
    first: list[int] = []
    w = 0
    for t, (start, end) in enumerate(offsets):
        while start < end and text[start].isspace():  # some tokenizers count the blank before
            start += 1
        if start >= end:
            continue
        if kept and start < kept[-1][1]:  # continues a word, or shares a token with the next
            while w < len(found) and found[w][0] < end:
                kept[-1] = (kept[-1][0], found[w][1])
                w += 1
            continue
        while w < len(found) and found[w][1] <= start:
            w += 1  # a word without a token
        if w == len(found) or found[w][0] >= end:
            continue
        low = found[w][0]
        while w < len(found) and found[w][0] < end:
            high = found[w][1]
            w += 1
        kept.append((low, high))
        first.append(t)
    return kept, np.array(first, dtype=np.int64)
