"""Evaluating a tagger on labelled articles, and writing down what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.article import Article
from data.dataset import lost_spans
from data.files import atomic_path, write_text
from data.prediction import dump_prediction
from data.schema import Schema
from eval.page import page
from eval.scores import Scores, score
from eval.strict import seqeval_counts
from models.tagger import Tagger

#: Raised whenever the meaning of `metrics.json` changes.
METRICS_VERSION = 1


@dataclass(frozen=True)
class Evaluation:
    """What a tagger did on a set of articles.

    Attributes:
        schema: the labels that were scored.
        gold: the articles with the corpus's spans.
        predicted: the same articles with predicted spans.
        scores: our own span-set scores.
        halves: the same for the articles of each value of `half` (`seen` and `unseen` conflicts).
        seqeval: label -> (gold, predicted, right) spans counted by `seqeval`, strict IOB2.
        lost: gold spans that no tags can hold, by article id, as (label, start, end).
    """

    schema: Schema
    gold: list[Article]
    predicted: list[Article]
    scores: Scores
    halves: dict[str, Scores]
    seqeval: dict[str, tuple[int, int, int]]
    lost: dict[str, list[tuple[str, int, int]]]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for `metrics.json`."""
        words = sum(len(article.text.split()) for article in self.gold)
        return {
            "articles": len(self.gold),
            "words": words,
            **self.scores.to_dict(),
            "halves": {half: scores.to_dict() for half, scores in self.halves.items()},
            "seqeval": {
                label: {"support": g, "predicted": p, "right": r}
                for label, (g, p, r) in self.seqeval.items()
            },
            "unrepresentable": self.lost,
        }


def evaluate_articles(
    tagger: Tagger, articles: Sequence[Article], schema: Schema, label: str = ""
) -> Evaluation:
    """Tag the articles and score the result, strictly by two independent scorers.

    Raises:
        AssertionError: the two scorers disagree; that is a defect of ours, never of the input.
    """
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    predicted = []
    with Progress(*columns, transient=True) as progress:
        bare = [article.with_spans(()) for article in articles]
        stream = progress.track(
            tagger.stream(bare), total=len(bare), description=label or "tagging"
        )
        predicted = list(stream)
    scores = score(articles, predicted, schema)
    lost = lost_spans(articles, tagger.encoder, schema)
    counted = seqeval_counts(articles, predicted, tagger.encoder, schema)
    _agree(scores, counted, lost)
    return Evaluation(
        schema=schema,
        gold=list(articles),
        predicted=predicted,
        scores=scores,
        halves=_halves(articles, predicted, schema),
        seqeval=counted,
        lost={name: [span.key for span in spans] for name, spans in lost.items()},
    )


def _halves(
    articles: Sequence[Article], predicted: Sequence[Article], schema: Schema
) -> dict[str, Scores]:
    pairs: dict[str, list[tuple[Article, Article]]] = {}
    for want, have in zip(articles, predicted, strict=True):
        if "half" in want.meta:
            pairs.setdefault(want.meta["half"], []).append((want, have))
    return {
        half: score([want for want, _ in rows], [have for _, have in rows], schema)
        for half, rows in sorted(pairs.items())
    }


def _agree(
    scores: Scores, counted: Mapping[str, tuple[int, int, int]], lost: Mapping[str, Sequence[Any]]
) -> None:
    for label, ours in scores.modes["strict"].items():
        missing = sum(span.label == label for spans in lost.values() for span in spans)
        support, predicted, right = counted[label]
        if (support + missing, predicted, right) != (ours.gold, ours.predicted, ours.credit):
            raise AssertionError(
                f"scorers disagree on {label}: seqeval {counted[label]} + {missing} lost, {ours}"
            )


def write_evaluation(
    folder: Path, results: Mapping[str, Evaluation], extra: Mapping[str, Any]
) -> None:
    """Write `metrics.json`, `report.html` and `predictions/NAME.jsonl` into a folder."""
    metrics = {
        "version": METRICS_VERSION,
        **extra,
        "splits": {name: result.to_dict() for name, result in results.items()},
    }
    for name, result in results.items():
        with (
            atomic_path(folder / "predictions" / f"{name}.jsonl") as temporary,
            temporary.open("w", encoding="utf-8") as out,
        ):
            for article in result.predicted:
                out.write(dump_prediction(article) + "\n")
    write_text(folder / "report.html", page(metrics, results))
    write_text(folder / "metrics.json", json.dumps(metrics, indent=2) + "\n")
