"""Constrained decoding: logits of an article's words to spans, layer by layer.

The only constraint of BIO is that `I-x` follows `B-x` or `I-x`. Where the best tag of every
word already obeys it, that sequence is the Viterbi path; only the blocks where it does not are
searched. NumPy alone, so that PyTorch and ONNX logits are read by the same code.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.article import Span
from data.bio import runs
from data.encode import Encoded
from data.schema import Schema
from models.calibration import Calibration

Floats = NDArray[np.float32]


def log_softmax(logits: Floats) -> Floats:
    """Log-probabilities over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    total = np.exp(shifted).sum(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(total), dtype=np.float32)


def illegal(tags: NDArray[np.int64], starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """True at each `I-` (even tag above 0) that continues nothing of its label, shape (words,)."""
    previous = np.concatenate([np.zeros(1, dtype=tags.dtype), tags[:-1]])
    previous = np.where(starts, 0, previous)
    inside = (tags > 0) & (tags % 2 == 0)
    return np.asarray(inside & (previous != tags) & (previous != tags - 1))


def viterbi(scores: Floats, starts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Best legal tag sequence.

    Args:
        scores: additive score of each tag, shape (words, tags); tag 0 is `O`, then `B-`, `I-`
            of each label in turn.
        starts: True where a block begins: no span runs over it, shape (words,).

    Returns:
        Tag indices, shape (words,).
    """
    count, width = scores.shape
    if not count:
        return np.zeros(0, dtype=np.int64)
    legal = np.zeros((width, width), dtype=np.float32)  # [from, to]
    legal[:, 2::2] = -np.inf
    for inside in range(2, width, 2):
        legal[[inside - 1, inside], inside] = 0.0
    opening = np.where(np.arange(width) % 2 == 1, 0.0, -np.inf).astype(np.float32)
    opening[0] = 0.0
    total = scores[0] + opening
    back = np.zeros((count, width), dtype=np.int64)
    columns = np.arange(width)
    for w in range(1, count):
        moves = total[:, None] + (opening[None, :] if starts[w] else legal)
        back[w] = moves.argmax(axis=0)
        total = moves[back[w], columns] + scores[w]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = total.argmax()
    for w in range(count - 1, 0, -1):
        path[w - 1] = back[w, path[w]]
    return path


def best_tags(scores: Floats, starts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The same as `viterbi`, searching only the blocks whose best tags are not legal."""
    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    tags: NDArray[np.int64] = scores.argmax(axis=-1)
    wrong = illegal(tags, starts)
    if wrong.any():
        opens = np.union1d(np.flatnonzero(starts), [0])
        edges = np.append(opens, len(tags))
        for block in np.unique(np.searchsorted(opens, np.flatnonzero(wrong), side="right") - 1):
            part = slice(edges[block], edges[block + 1])
            tags[part] = viterbi(scores[part], starts[part])
    return tags


def decode(
    logits: Floats, encoded: Encoded, schema: Schema, calibration: Calibration | None = None
) -> list[Span]:
    """Spans of an article from the logits of its words.

    A span's score is the probability of exactly that span when the words' tags are taken as
    independent: of its `B-`, of its `I-`s, and of the span not going on after its last word.

    Args:
        logits: shape (words, sum of the layers' tags), windows already joined.
        encoded: the article's words and block starts.
        schema: the layers of the logits.
        calibration: temperatures of the layers; they change scores, never spans.

    Returns:
        Spans in document order, an outer one before those inside it.
    """
    spans: list[Span] = []
    for layer, columns in zip(schema.layers, schema.slices, strict=True):
        scores = logits[:, columns]
        tags = best_tags(scores, encoded.block_starts)
        logs = log_softmax(scores / (calibration.temperatures[layer.name] if calibration else 1))
        for label, begin, end in runs(tags):
            inside = 2 * label + 2
            score = float(logs[begin, inside - 1]) + float(logs[begin + 1 : end, inside].sum())
            if end < len(logs) and not encoded.block_starts[end]:
                score += float(np.log1p(-min(float(np.exp(logs[end, inside])), 1 - 1e-7)))
            name = layer.labels[label].name
            start, stop = encoded.words[begin][0], encoded.words[end - 1][1]
            spans.append(Span(name, start, stop, score=min(1.0, float(np.exp(score)))))
    return sorted(spans, key=lambda s: (s.start, -s.end))


def join_windows(encoded: Encoded, logits: Sequence[Floats], width: int) -> Floats:
    """Lay the logits of the windows' core words end to end.

    Args:
        encoded: the article's windows.
        logits: for each window, the logits of its tokens, shape (tokens, width).
        width: number of logits of a token.

    Returns:
        Shape (words, width).
    """
    parts = [
        rows[list(window.positions)] for window, rows in zip(encoded.windows, logits, strict=True)
    ]
    if not parts:
        return np.zeros((0, width), dtype=np.float32)
    return np.concatenate(parts).astype(np.float32, copy=False)
