"""Which articles are scored, and what a folder predicts for them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from data.article import Article
from data.errors import SitrepError
from data.loading import load_articles
from data.schema import Schema
from eval.tagging import label_articles
from models.runs import Run
from models.tagger import Tagger


def articles_path(run: Path, corpus: str | None, split: str) -> Path:
    """The split of a corpus where that folder exists, else the corpus itself.

    Args:
        run: names the corpus where `corpus` is None; it must have the split then.
        corpus: folder or file of articles.
        split: name of a folder.

    Raises:
        SitrepError: no corpus is known, or the run's own has no such split.
    """
    if corpus is not None:
        path = Path(corpus)
        return path / split if (path / split).is_dir() else path
    if not Run(run).config.is_file():
        raise SitrepError(f"{run} does not name the corpus it learnt from; give corpus=….")
    path = Path(Run(run).load_config()["corpus"]["path"])
    if not (path / split).is_dir():
        raise SitrepError(f"{path} has no '{split}' folder; give corpus=FOLDER or split=…")
    return path / split


def check_baseline(run: Path, schema: Schema, baseline: Path) -> None:
    """Refuse a baseline that does not predict the labels that a run is scored on.

    Raises:
        SitrepError: it does not, or one of the two has no schema.
    """
    other = Schema.load(baseline / "schema.json")
    if not set(schema.label_rules) <= set(other.label_rules):
        raise SitrepError(
            f"{run} predicts {', '.join(schema.labels)} and {baseline}"
            f" {', '.join(other.labels)}; compare runs with the same labels."
        )


def predictions(
    folder: Path, articles: list[Article], device: str = "cpu", reuse: bool = True
) -> tuple[list[Article], str]:
    """The folder's spans for the articles, in order, and where they come from.

    Predictions are read where the folder holds them for these very texts (and `reuse` is on);
    else the run tags the articles.

    Raises:
        SitrepError: there are none, and the folder is not a finished run that could tag.
    """
    unfit = not Run(folder).config.is_file()  # a baseline's folder cannot tag again
    written = (*folder.rglob("predictions.jsonl"), *folder.rglob("predictions/*.jsonl"))
    for path in sorted(written) if reuse or unfit else ():
        held = {article.id: article for article in load_articles(path)}
        texts = [held[a.id].text if a.id in held else None for a in articles]
        if texts == [a.text for a in articles]:
            return [held[a.id] for a in articles], str(path)
    if unfit:
        raise SitrepError(f"{folder} holds no predictions for these articles; make them first.")
    tagger = Tagger.load(Run.open(folder).path, device)
    rows = label_articles(tagger, articles, f"tagging with {folder.name}")
    return [row.predicted(tagger, tagger.calibration) for row in rows], "tagged"


def names(run: Path, baseline: Path) -> tuple[str, str]:
    """Of the two sides: their folders' names, or their paths where these are equal."""
    short = (run.resolve().name, baseline.resolve().name)
    return short if short[0] != short[1] else (str(run), str(baseline))


def check_output(folder: Path, files: Collection[str]) -> None:
    """Refuse to replace a folder that holds anything but these files.

    Raises:
        SitrepError: it does, or `folder` is a file.
    """
    if folder.is_file():
        raise SitrepError(f"output={folder} is a file; name a folder.")
    odd = sorted(p.name for p in folder.iterdir() if p.name not in files) if folder.exists() else []
    if odd:
        raise SitrepError(
            f"output={folder} holds {odd[0]}, which would be lost; give a new folder."
        )
