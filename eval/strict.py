"""Strict span counts by `seqeval`, one layer at a time, as a second opinion."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.article import Article
from data.bio import to_tags
from data.encode import WindowEncoder
from data.schema import Schema
from eval.counts import FIELDS

#: Articles that `seqeval` looks at, the first ones: it is slow (docs/EVALUATION.md).
MOST = 1000


def second_opinion(
    gold: Sequence[Article],
    predicted: Sequence[Article],
    counts: NDArray[np.int64],
    lost: Mapping[str, Sequence[tuple[str, int, int]]],
    encoder: WindowEncoder,
    schema: Schema,
) -> dict[str, Any]:
    """Count the first `MOST` articles with `seqeval` and compare with our own counts of them.

    Args:
        gold: articles with the corpus's spans.
        predicted: the same articles with predicted spans.
        counts: our counts of them, shape (articles, labels + 1, fields).
        lost: keys of gold spans that no tags can hold, by article id.
        encoder: gives the words that tags stand on.
        schema: the labels.

    Raises:
        AssertionError: the two scorers disagree.
    """
    counted = seqeval_counts(gold[:MOST], predicted[:MOST], encoder, schema)
    missing = [label for a in gold[:MOST] for label, _, _ in lost.get(a.id, ())]
    for label, row in zip(schema.labels, counts[:MOST].sum(axis=0).tolist(), strict=False):
        ours = dict(zip(FIELDS, row, strict=True))
        support, found, right = counted[label]
        theirs = (support + missing.count(label), found, right)
        if theirs != (ours["gold"], ours["predicted"], ours["equal"]):
            raise AssertionError(f"scorers disagree on {label}: seqeval {theirs}, ours {ours}")
    return {
        "articles": min(len(gold), MOST),
        "labels": {
            label: {"support": g, "predicted": p, "right": r}
            for label, (g, p, r) in counted.items()
        },
    }


def seqeval_counts(
    gold: Iterable[Article], predicted: Iterable[Article], encoder: WindowEncoder, schema: Schema
) -> dict[str, tuple[int, int, int]]:
    """Label -> (gold, predicted, right), counted over words under strict IOB2.

    Gold spans that tags cannot hold are absent from `gold`; `data.dataset.lost_spans` names them.
    One that was lost to another that it overlaps may still be predicted, and is then right.
    """
    from seqeval.metrics.v1 import precision_recall_fscore_support
    from seqeval.scheme import IOB2

    truth: list[list[list[str]]] = [[] for _ in schema.layers]
    guess: list[list[list[str]]] = [[] for _ in schema.layers]
    beyond = dict.fromkeys(schema.labels, 0)  # right ones that seqeval never sees in gold
    for want, have in zip(gold, predicted, strict=True):
        encoded = encoder.encode(want)
        tagged = [
            to_tags(spans, encoded.words, encoded.block_starts, schema)
            for spans in (schema.gold(want), have.spans)
        ]
        for one, out in zip(tagged, (truth, guess), strict=True):
            for column, layer in enumerate(schema.layers):
                out[column].append([layer.tags[tag] for tag in one.tags[:, column]])
        lost = Counter(span.key for span in tagged[0].lost)
        held = Counter(span.key for span in schema.gold(want)) - lost
        found = Counter(span.key for span in have.spans) - held
        for key, count in (lost & found).items():
            beyond[key[0]] += count
    counts: dict[str, tuple[int, int, int]] = {}
    for column, layer in enumerate(schema.layers):
        names = sorted(
            {
                tag[2:]
                for side in (truth, guess)
                for row in side[column]
                for tag in row
                if tag != "O"
            }
        )
        counts |= {label.name: (0, 0, 0) for label in layer.labels}
        if not names:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            precision, recall, _, support = precision_recall_fscore_support(
                truth[column], guess[column], average=None, scheme=IOB2, zero_division=0
            )
        total = _predicted(guess[column])
        for name, p, r, s in zip(names, precision, recall, support, strict=True):
            right = round(float(r) * int(s)) if s else round(float(p) * total.get(name, 0))
            counts[name] = (int(s), total.get(name, 0), right + beyond[name])
    return counts


def _predicted(rows: list[list[str]]) -> dict[str, int]:
    """Number of `B-` tags of each label; predictions are legal IOB2, so these are the spans."""
    found: dict[str, int] = {}
    for row in rows:
        for tag in row:
            if tag[:1] == "B":
                found[tag[2:]] = found.get(tag[2:], 0) + 1
    return found
