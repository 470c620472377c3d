"""Fitting baselines, scoring them on the same articles, and keeping what they predicted."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from data.article import Article
from data.errors import SitrepError
from data.files import atomic_path, write_text
from data.loading import SPLITS, content_hash, load_articles, load_split, split_path
from data.prediction import dump_prediction
from data.schema import Schema
from eval.baselines.base import Baseline
from eval.baselines.config import BaselinesConfig
from eval.baselines.finished import Finished, Flat
from eval.baselines.table import tables
from eval.scores import score
from models.runs import read_json

Maker = Callable[[], Baseline]


def run_baselines(config: BaselinesConfig) -> str:
    """Fit, tag and score the baselines asked for, and the runs.

    Each leaves `OUTPUT/NAME/` with `metrics.json`, `schema.json` and `predictions/`, which
    `python -m eval.compare` reads. `OUTPUT/baselines.md` and `.json` tell of all that lie there,
    so baselines may be run one at a time.

    Returns:
        The Markdown tables.

    Raises:
        SitrepError: a name, a package, a run or articles are missing, or the output folder holds
            results for other articles.
    """
    output = Path(config.output)
    schema = Schema.from_dict(asdict(config.schema))
    train = load_split(config.corpus, "train")
    sets = _sets(config)
    about = {
        "train_articles": len(train),
        "train_words": _words(train),
        "corpora": _hashes(config),
    }
    _check(output, about)
    # All are made before the first is fitted, so that a missing package is told at once.
    made = {name: make() for name, make in _makers(config, schema, output).items()}
    console = Console(stderr=True)
    for name, baseline in made.items():
        console.print(name)
        wall, started = time.monotonic(), _cpu_seconds()
        baseline.fit(train, sets["dev"])
        wall, spent = time.monotonic() - wall, _cpu_seconds() - started
        taken = isinstance(baseline, Finished) and not baseline.trains
        timing = {} if taken else {"fit_seconds": wall, "fit_cpu_seconds": spent}
        _write(output / name, baseline, sets, schema, {**about, **timing})
    results = _results(output)
    text = tables(results)
    write_text(output / "baselines.md", text)
    write_text(output / "baselines.json", json.dumps(results, indent=2) + "\n")
    return text


def _makers(config: BaselinesConfig, schema: Schema, output: Path) -> dict[str, Maker]:
    """Name -> how to make the baseline, for those asked for, then the runs.

    Raises:
        SitrepError: a name is unknown or stands for two.
    """
    from eval.baselines.crf import Crf
    from eval.baselines.rules import Rules
    from eval.baselines.spacy import Spacy

    makers: dict[str, Maker] = {
        "rules": lambda: Rules(config.rules, schema),
        "crf": lambda: Crf(config.crf, schema),
        "spancat": lambda: Spacy(config.spancat, schema),
        "ner": lambda: Spacy(config.ner, schema),
        "flat": lambda: Flat(config.flat, schema, config.corpus, output / "flat-training"),
    }
    unknown = [name for name in config.only if name not in makers]
    if unknown:
        raise SitrepError(f"There is no baseline '{unknown[0]}', only {', '.join(makers)}.")
    chosen = {name: makers[name] for name in config.only or makers}
    for folder in config.runs:
        name = Path(folder).resolve().name
        if name in makers or name in chosen:
            raise SitrepError(f"runs: '{name}' names two things; rename {folder}.")
        chosen[name] = lambda folder=folder: Finished(folder, schema)  # type: ignore[misc]
    return chosen


def _sets(config: BaselinesConfig) -> dict[str, list[Article]]:
    """Name -> articles to score on: dev, test, and each extra folder under its own name."""
    sets = {split: load_split(config.corpus, split) for split in SPLITS[1:]}
    for folder in config.extra:
        name = Path(folder).resolve().name
        if name in sets:
            raise SitrepError(f"extra: '{name}' names two sets of articles; rename {folder}.")
        sets[name] = load_articles(folder)
    return sets


def _hashes(config: BaselinesConfig) -> dict[str, str]:
    paths = [split_path(config.corpus, split) for split in SPLITS] + list(map(Path, config.extra))
    return {path.resolve().name: content_hash(path) for path in paths}


def _check(output: Path, about: Mapping[str, Any]) -> None:
    """Refuse to put results for other articles into one table.

    Raises:
        SitrepError: the output folder holds such results.
    """
    for name, result in _results(output).items():
        if any(result["training"][key] != about[key] for key in ("corpora", "train_articles")):
            raise SitrepError(f"{output / name} was made from other articles; give another output.")


def _results(output: Path) -> dict[str, dict[str, Any]]:
    found = {path.parent.name: read_json(path) for path in output.glob("*/metrics.json")}
    return dict(
        sorted(found.items(), key=lambda item: item[1]["splits"]["dev"]["strict"]["micro"]["f1"])
    )


def _write(
    folder: Path,
    baseline: Baseline,
    sets: Mapping[str, Sequence[Article]],
    schema: Schema,
    training: Mapping[str, Any],
) -> None:
    """Tag and score every set, and write what came out."""
    splits, predicted = {}, {}
    started = _cpu_seconds()
    for name, articles in sets.items():
        predicted[name] = baseline.tag([article.with_spans(()) for article in articles])
    seconds = _cpu_seconds() - started
    for name, articles in sets.items():
        halves: dict[str, list[int]] = {}
        for index, article in enumerate(articles):
            if "half" in article.meta:
                halves.setdefault(article.meta["half"], []).append(index)
        tagged = predicted[name]
        splits[name] = {
            "articles": len(articles),
            "words": _words(articles),
            **score(articles, tagged, schema).to_dict(),
            "halves": {
                half: score([articles[i] for i in own], [tagged[i] for i in own], schema).to_dict()
                for half, own in sorted(halves.items())
            },
        }
    speed = sum(map(_words, sets.values())) / max(seconds, 1e-9)
    metrics = {"training": {**training, "words_per_cpu_second": speed}, "splits": splits}
    with atomic_path(folder) as temporary:
        (temporary / "predictions").mkdir(parents=True)
        for name, tagged in predicted.items():
            lines = "".join(dump_prediction(article) + "\n" for article in tagged)
            (temporary / "predictions" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        schema.save(temporary / "schema.json")
        write_text(temporary / "metrics.json", json.dumps(metrics, indent=2) + "\n")


def _cpu_seconds() -> float:
    """Of this process and of those it has waited for: steady where the machine is shared."""
    return sum(os.times()[:4])


def _words(articles: Sequence[Article]) -> int:
    return sum(len(article.text.split()) for article in articles)
