"""One evaluation of a finished run, or of several that differ by their seed."""

from __future__ import annotations

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
from eval.config import EvalConfig
from eval.evaluate import Evaluation, evaluate_articles, write_evaluation
from eval.scores import score
from eval.spread import run_folders, spread
from eval.tagging import label_articles
from models.runs import Run
from models.tagger import Tagger


def evaluate(config: EvalConfig) -> Path:
    """Score a run on the articles of a folder and write the results into a folder.

    Articles come from `corpus`/`split` where that folder exists, else from `corpus` itself. Of
    several runs the first is reported in full, and the spread of scores over all is added.

    Returns:
        The folder with `metrics.json`, `report.html` and `predictions.jsonl`; and with
        `calibration.json` where the run had none and its dev articles are at hand.

    Raises:
        SitrepError: a run or the corpus is missing or faulty.
    """
    run, *others = [Run.open(folder) for folder in run_folders(config.run)]
    source = _articles_path(run, config)
    articles = load_articles(source)
    tagger = Tagger.load(run.path, config.device)
    name = source.name if config.corpus is None else f"{Path(config.corpus).name}-{source.name}"
    name = source.name if name == f"{source.name}-{source.name}" else name
    background = run_background(run, tagger)
    schema = tagger.schema.only(config.labels) if config.labels else None
    result = evaluate_articles(tagger, articles, f"tagging {name}", background, schema)
    extra: dict[str, Any] = {
        "run": str(run.path),
        "corpus": str(source),
        "corpus_sha256": content_hash(source),
        "made": {"date": datetime.now(UTC).isoformat(timespec="seconds"), **environment()},
    }
    if others:
        extra["spread"] = _spread(run, others, result, articles, config.device)
    output = Path(config.output) if config.output else run.path / "eval" / name
    with atomic_path(output) as temporary:
        temporary.mkdir()
        write_evaluation(temporary, {name: result}, extra)
        if background.fitted and background.calibration is not None:
            background.calibration.save(temporary / "calibration.json")
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


def _same_schema(schema: Schema, wanted: Schema, run: Run) -> None:
    if schema.labels != wanted.labels:
        raise SitrepError(f"{run.path} has other labels than the first run; leave it out.")


def _articles_path(run: Run, config: EvalConfig) -> Path:
    corpus = config.corpus if config.corpus is not None else run.load_config()["corpus"]["path"]
    path = Path(corpus)
    if (path / config.split).is_dir():
        return path / config.split
    if config.corpus is None:
        raise SitrepError(f"{path} has no '{config.split}' folder; give corpus=FOLDER or split=…")
    return path
