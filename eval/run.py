"""One evaluation of a finished run."""

from __future__ import annotations

from pathlib import Path

from data.errors import SitrepError
from data.files import atomic_path
from data.loading import content_hash, load_articles
from eval.config import EvalConfig
from eval.evaluate import evaluate_articles, write_evaluation
from models.runs import Run
from models.tagger import Tagger


def evaluate(config: EvalConfig) -> Path:
    """Score a run on the articles of a folder and write the results into a folder.

    Articles come from `corpus`/`split` where that folder exists, else from `corpus` itself.

    Returns:
        The folder with `metrics.json`, `report.html` and `predictions/`.

    Raises:
        SitrepError: the run or the corpus is missing or faulty.
    """
    run = Run.open(config.run)
    source = _articles_path(run, config)
    articles = load_articles(source)
    tagger = Tagger.load(run.path, config.device)
    name = source.name if config.corpus is None else f"{Path(config.corpus).name}-{source.name}"
    name = source.name if name == f"{source.name}-{source.name}" else name
    schema = tagger.schema.only(config.labels) if config.labels else tagger.schema
    result = evaluate_articles(tagger, articles, schema, f"tagging {name}")
    output = Path(config.output) if config.output else run.path / "eval" / name
    extra = {"run": str(run.path), "corpus": str(source), "corpus_sha256": content_hash(source)}
    with atomic_path(output) as temporary:
        temporary.mkdir()
        write_evaluation(temporary, {name: result}, extra)
    return output


def _articles_path(run: Run, config: EvalConfig) -> Path:
    corpus = config.corpus if config.corpus is not None else run.load_config()["corpus"]["path"]
    path = Path(corpus)
    if (path / config.split).is_dir():
        return path / config.split
    if config.corpus is None:
        raise SitrepError(f"{path} has no '{config.split}' folder; give corpus=FOLDER or split=…")
    return path
