"""Evaluating a tagger on labelled articles, and writing down what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from data.article import Article
from data.files import atomic_path, write_text
from data.prediction import dump_prediction
from data.schema import Schema
from eval.background import Background
from eval.bootstrap import add_intervals
from eval.browser import browser
from eval.counts import count_articles
from eval.errors import error_report
from eval.page import page
from eval.reliability import calibration_report, outcomes
from eval.scores import Scores, total
from eval.slices import slice_report
from eval.strict import second_opinion
from eval.tagging import label_articles
from eval.values import value_report
from models.tagger import Tagger
from models.values import figure_labels, with_values

#: Raised whenever the meaning of `metrics.json` changes.
METRICS_VERSION = 2


@dataclass(frozen=True)
class Evaluation:
    """What a tagger did on a set of articles.

    Attributes:
        schema: the labels that were scored.
        gold: the articles with the corpus's spans.
        tagged: the same articles with all predicted spans, scores calibrated where that is known,
            casualty figures with their values.
        predicted: those spans that were scored.
        scores: our own span-set scores.
        lost: gold spans that no tags can hold, by article id, as (label, start, end).
        report: everything that `metrics.json` holds about the set (docs/EVALUATION.md).
    """

    schema: Schema
    gold: list[Article]
    tagged: list[Article]
    predicted: list[Article]
    scores: Scores
    lost: dict[str, list[tuple[str, int, int]]]
    report: dict[str, Any]


def evaluate_articles(
    tagger: Tagger,
    articles: Sequence[Article],
    description: str = "tagging",
    background: Background | None = None,
    schema: Schema | None = None,
) -> Evaluation:
    """Tag the articles and score the result.

    Args:
        tagger: what is evaluated.
        articles: with the corpus's spans, which the tagger is not given.
        description: of the progress bar.
        background: what is known from the run's own corpus.
        schema: the labels to score, by default all of the tagger's; spans of others are left out
            of gold and prediction alike.

    Raises:
        AssertionError: our scorer and `seqeval` disagree; that is a defect of ours, never of
            the input.
    """
    background = background or Background(tagger.calibration)
    schema, gold = schema or tagger.schema, list(articles)
    figures = figure_labels(tagger.schema)
    tagged, raw, lost = [], [], {}
    for row in label_articles(tagger, gold, description):
        tagged.append(with_values(row.predicted(tagger, background.calibration), figures))
        raw.append(_restricted(row.predicted(tagger, None), schema))
        if absent := [span.key for span in row.lost if span.label in schema.labels]:
            lost[row.gold.id] = absent
    predicted = [_restricted(article, schema) for article in tagged]
    with Console(stderr=True).status("scoring"):
        counts = count_articles(gold, predicted, schema)
        report = {
            "articles": len(gold),
            "words": sum(len(article.text.split()) for article in gold),
            **add_intervals(total(counts, schema).to_dict(), counts, schema),
            "halves": _halves(gold, counts, schema),
            **error_report(gold, predicted, schema),
            "slices": slice_report(gold, predicted, schema, background.forms),
            "calibration": _calibration(gold, predicted, raw, schema, background),
            "casualty_values": value_report(gold, tagged, schema),
            "seqeval": second_opinion(gold, predicted, counts, lost, tagger.encoder, schema),
            "unrepresentable": lost,
            "notes": list(background.notes),
        }
    return Evaluation(schema, gold, tagged, predicted, total(counts, schema), lost, report)


def _restricted(article: Article, schema: Schema) -> Article:
    return article.with_spans(span for span in article.spans if span.label in schema.labels)


def _halves(
    articles: Sequence[Article], counts: NDArray[np.int64], schema: Schema
) -> dict[str, Any]:
    """Scores of the articles of each value of `half` (`seen` and `unseen` conflicts)."""
    values = np.array([article.meta.get("half", "") for article in articles], dtype=str)
    return {
        half: add_intervals(
            total(counts[values == half], schema).to_dict(), counts[values == half], schema
        )
        for half in sorted({str(value) for value in values if value})
    }


def _calibration(
    gold: Sequence[Article],
    predicted: Sequence[Article],
    raw: Sequence[Article],
    schema: Schema,
    background: Background,
) -> dict[str, Any] | None:
    if background.calibration is None:
        return None
    sides = (outcomes(gold, predicted, schema), outcomes(gold, raw, schema))
    return {
        "temperatures": dict(background.calibration.temperatures),
        "fitted_here": background.fitted,
        **calibration_report(*sides, schema, background.threshold),
    }


def write_evaluation(
    folder: Path, results: Mapping[str, Evaluation], extra: Mapping[str, Any]
) -> None:
    """Write `metrics.json`, `report.html` and the predictions into a folder.

    One set's predictions are `predictions.jsonl`; those of several are `predictions/NAME.jsonl`.
    """
    metrics = {
        "version": METRICS_VERSION,
        **extra,
        "splits": {name: result.report for name, result in results.items()},
    }
    for name, result in results.items():
        file = "predictions.jsonl" if len(results) == 1 else f"predictions/{name}.jsonl"
        with (
            atomic_path(folder / file) as temporary,
            temporary.open("w", encoding="utf-8") as out,
        ):
            for article in result.tagged:
                out.write(dump_prediction(article) + "\n")
    browsers = {
        name: browser(result.gold, result.predicted, result.schema)
        for name, result in results.items()
    }
    write_text(folder / "report.html", page(metrics, browsers))
    write_text(folder / "metrics.json", json.dumps(metrics, indent=2) + "\n")
