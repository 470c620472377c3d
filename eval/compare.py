"""`python -m eval.compare`: whether one run is better than another, or whether it is chance."""

from __future__ import annotations

from pathlib import Path

from data.article import Article
from data.cli import run
from data.errors import SitrepError
from data.files import atomic_path
from data.loading import content_hash, load_articles
from data.schema import Schema
from eval.compare_config import CompareConfig
from eval.comparison import Comparison, compare
from eval.comparison_page import print_comparison, write_comparison
from models.runs import Run


def compare_runs(config: CompareConfig) -> tuple[Comparison, Path]:
    """Compare two folders on the same articles and write the results into a folder.

    Predictions are read where a folder holds them for these very articles (and `reuse` is on);
    else the run tags them.

    Returns:
        The comparison, and the folder with `comparison.json` and `comparison.html`.

    Raises:
        SitrepError: a folder, its predictions or the corpus are missing, or the labels differ.
    """
    if config.draws < 1:
        raise SitrepError(f"draws={config.draws} is not above 0.")
    folders = (Path(config.run), Path(config.baseline))
    schema, other = (Schema.load(folder / "schema.json") for folder in folders)
    if set(schema.label_rules) != set(other.label_rules):
        raise SitrepError(
            f"{folders[0]} predicts {', '.join(schema.labels)} and {folders[1]}"
            f" {', '.join(other.labels)}; compare runs with the same labels."
        )
    source = _articles_path(config)
    articles = load_articles(source)
    found = [predictions(folder, articles, config) for folder in folders]
    (ours, first), (theirs, second) = found
    names = _names(*folders)
    comparison = compare(articles, ours, theirs, schema, names, config.draws, config.seed)
    default = folders[0] / "compare" / f"{folders[1].resolve().name}-{source.name}"
    output = Path(config.output) if config.output else default
    extra = {
        "corpus": str(source),
        "corpus_sha256": content_hash(source),
        "predictions": {"run": first, "baseline": second},
    }
    with atomic_path(output) as temporary:
        temporary.mkdir()
        write_comparison(temporary, comparison, extra)
    return comparison, output


def predictions(
    folder: Path, articles: list[Article], config: CompareConfig
) -> tuple[list[Article], str]:
    """The folder's spans for the articles, in order, and where they come from.

    Raises:
        SitrepError: there are none, and the folder is not a finished run that could tag.
    """
    unfit = not (folder / "config.yaml").is_file()  # a baseline's folder cannot tag again
    written = (*folder.rglob("predictions.jsonl"), *folder.rglob("predictions/*.jsonl"))
    for path in sorted(written) if config.reuse or unfit else ():
        held = {article.id: article for article in load_articles(path)}
        texts = [held[a.id].text if a.id in held else None for a in articles]
        if texts == [a.text for a in articles]:
            return [held[a.id] for a in articles], str(path)
    if unfit:
        raise SitrepError(f"{folder} holds no predictions for these articles; make them first.")
    from eval.evaluate import evaluate_articles
    from models.tagger import Tagger

    tagger = Tagger.load(Run.open(folder).path, config.device)
    result = evaluate_articles(tagger, articles, f"tagging with {folder.name}")
    return result.predicted, "tagged"


def _articles_path(config: CompareConfig) -> Path:
    if config.corpus is not None:
        path = Path(config.corpus)
        return path / config.split if (path / config.split).is_dir() else path
    if not (Path(config.run) / "config.yaml").is_file():
        raise SitrepError(f"{config.run} does not name the corpus it learnt from; give corpus=….")
    path = Path(Run.open(config.run).load_config()["corpus"]["path"])
    if not (path / config.split).is_dir():
        raise SitrepError(f"{path} has no '{config.split}' folder; give corpus=FOLDER or split=…")
    return path / config.split


def _names(run: Path, baseline: Path) -> tuple[str, str]:
    names = (run.resolve().name, baseline.resolve().name)
    return names if names[0] != names[1] else (str(run), str(baseline))


def main(config: CompareConfig) -> None:
    """Compare, and print the table."""
    comparison, folder = compare_runs(config)
    print_comparison(comparison)
    print(f"report {folder / 'comparison.html'}")


if __name__ == "__main__":
    run("apply/compare", CompareConfig, main)
