"""One evaluation of a finished run, or of several that differ by their seed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.article import Article
from data.errors import SitrepError
from data.files import atomic_path
from data.loading import content_hash, load_articles
from data.provenance import environment
from data.schema import Schema
from eval.background import run_background
from eval.comparison import compare
from eval.config import EvalConfig
from eval.evaluate import Evaluation, evaluate_articles, write_evaluation
from eval.scores import score
from eval.sources import articles_path, check_baseline, check_output, names, predictions
from eval.spread import run_folders, spread
from eval.tagging import label_articles
from models.runs import Run
from models.tagger import Tagger

#: What an evaluation of one set leaves behind.
FILES = ("metrics.json", "predictions.jsonl", "report.html")


def evaluate(config: EvalConfig) -> Path:
    """Score a run on the articles of a folder and write the results into a folder.

    Articles come from `corpus`/`split` where that folder exists, else from `corpus` itself. Of
    several runs the first is reported in full, and the spread of scores over all is added. With
    a baseline the first is compared with it.

    Returns:
        The folder with `FILES`.

    Raises:
        SitrepError: a run, the baseline or the corpus is missing or faulty, labels differ, or
            the output folder holds something else.
    """
    run, *others = [Run.open(folder) for folder in run_folders(config.run)]
    source = articles_path(run.path, config.corpus, config.split)
    articles = load_articles(source)
    tagger = Tagger.load(run.path, config.device)
    for label, count in tagger.schema.unknown(articles).items():
        print(
            f"{count} spans labelled '{label}' are left out: no label of the run", file=sys.stderr
        )
    name = source.name if config.corpus is None else f"{Path(config.corpus).name}-{source.name}"
    name = source.name if name == f"{source.name}-{source.name}" else name
    schema = tagger.schema.only(config.labels) if config.labels else tagger.schema
    output = Path(config.output) if config.output else run.path / "eval" / name
    check_output(output, FILES)
    if config.baseline is not None:
        check_baseline(run.path, schema, Path(config.baseline))
    background = run_background(run, tagger)
    result = evaluate_articles(tagger, articles, f"tagging {name}", background, schema)
    extra: dict[str, Any] = {
        "run": str(run.path),
        "corpus": str(source),
        "corpus_sha256": content_hash(source),
        "made": {"date": datetime.now(UTC).isoformat(timespec="seconds"), **environment()},
    }
    if others:
        extra["spread"] = _spread(run, others, result, articles, config.device)
    if config.baseline is not None:
        extra["comparison"] = _comparison(run, Path(config.baseline), result, config.device)
    with atomic_path(output) as temporary:
        temporary.mkdir()
        write_evaluation(temporary, {name: result}, extra)
    return output


def _spread(
    first: Run, others: Sequence[Run], result: Evaluation, articles: list[Article], device: str
) -> dict[str, Any]:
    scores = {str(first.path): result.scores}
    for run in others:
        tagger = Tagger.load(run.path, device)
        _same_schema(tagger.schema, result.schema, run)
        rows = label_articles(tagger, articles, f"tagging with {run.path.name}")
        found = [row.predicted(tagger, None) for row in rows]
        scores[str(run.path)] = score(articles, found, tagger.schema)
    return spread(scores)


def _comparison(run: Run, baseline: Path, result: Evaluation, device: str) -> dict[str, Any]:
    theirs, origin = predictions(baseline, result.gold, device)
    sides = names(run.path, baseline)
    found = compare(result.gold, result.predicted, theirs, result.schema, sides)
    return {**found.to_dict(), "predictions": origin}


def _same_schema(schema: Schema, wanted: Schema, run: Run) -> None:
    if schema.labels != wanted.labels:
        raise SitrepError(f"{run.path} has other labels than the first run; leave it out.")
