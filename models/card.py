"""The model card of an export, filled in from the run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.runs import Run, read_json


def card(run: Run, facts: Mapping[str, Any], template: str = "card.md.jinja") -> str:
    """Fill the template.

    Args:
        run: the exported run; its metrics, and those of its evaluations on other articles, give
            the scores.
        facts: `settings`, `schema`, `int8` (published), `verdict`, `spared`, `products`,
            `difference`, `checked`; the card for `transformers` needs the first two alone.
        template: `card.md.jinja`, or `card_transformers.md.jinja`, which replaces parts of it.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    metrics = read_json(run.metrics)
    splits = _splits(run, metrics)
    training = metrics["training"]
    return environment.get_template(template).render(
        name=run.path.resolve().name,
        date=datetime.fromtimestamp(run.metrics.stat().st_mtime, UTC).date().isoformat(),
        versions=read_json(run.versions),
        encoder=run.load_config()["model"]["name"],
        train_articles=training["train_articles"],
        train_words=training["train_words"],
        words_per_second=training["test_words_per_second"],
        splits=splits,
        rows=_rows(splits),
        intervals=any("interval" in split["strict"]["micro"] for split in splits),
        **facts,
    )


def _splits(run: Run, metrics: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Dev and test of the training, then every evaluation in the run's folder."""
    found = dict(metrics["splits"])
    for file in sorted((run.path / "eval").glob("*/metrics.json")):
        found |= read_json(file)["splits"]
    return [{"name": name, **split} for name, split in found.items()]


def _rows(splits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    labels = splits[0]["strict"]["labels"]
    rows = [
        {"label": label, "cells": [_cell(split["strict"]["labels"].get(label)) for split in splits]}
        for label in labels
    ]
    return [*rows, {"label": "**micro**", "cells": [_cell(s["strict"]["micro"]) for s in splits]}]


def _cell(row: Mapping[str, Any] | None) -> str:
    if row is None:  # an evaluation of other labels alone
        return ""
    text = f"{100 * row['f1']:.1f}"
    if "interval" in row:
        low, high = row["interval"]["f1"]
        text += f" [{100 * low:.1f}, {100 * high:.1f}]"
    return text
