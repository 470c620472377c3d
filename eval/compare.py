"""`python -m eval.compare`: whether one run is better than another, or whether it is chance."""

from __future__ import annotations

from pathlib import Path

from data.cli import run
from data.errors import SitrepError
from data.files import atomic_path
from data.loading import content_hash, load_articles
from data.schema import Schema
from eval.compare_config import CompareConfig
from eval.comparison import Comparison, compare
from eval.comparison_page import print_comparison, write_comparison
from eval.sources import articles_path, check_baseline, check_output, names, predictions


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
    schema = Schema.load(folders[0] / "schema.json")
    check_baseline(folders[0], schema, folders[1])
    source = articles_path(folders[0], config.corpus, config.split)
    articles = load_articles(source)
    found = [predictions(folder, articles, config.device, config.reuse) for folder in folders]
    (ours, first), (theirs, second) = found
    comparison = compare(articles, ours, theirs, schema, names(*folders), config.draws, config.seed)
    default = folders[0] / "compare" / f"{folders[1].resolve().name}-{source.name}"
    output = Path(config.output) if config.output else default
    check_output(output, ("comparison.json", "comparison.html"))
    extra = {
        "corpus": str(source),
        "corpus_sha256": content_hash(source),
        "predictions": {"run": first, "baseline": second},
    }
    with atomic_path(output) as temporary:
        temporary.mkdir()
        write_comparison(temporary, comparison, extra)
    return comparison, output


def main(config: CompareConfig) -> None:
    """Compare, and print the table."""
    comparison, folder = compare_runs(config)
    print_comparison(comparison)
    print(f"report {folder / 'comparison.html'}")


if __name__ == "__main__":
    run("apply/compare", CompareConfig, main)
