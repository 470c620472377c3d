"""Markdown tables of baselines: micro F1 everywhere, then each label's on one set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def tables(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Tables of results in their order, strict F1 in percent.

    Args:
        results: name -> what `metrics.json` of the baseline holds.
    """
    if not results:
        return ""
    sets = next(iter(results.values()))["splits"]
    columns = []
    for name, split in sets.items():
        columns.append((f"{name} ({split['articles']})", name, None))
        columns += [(f"{name}, {half}", name, half) for half in split["halves"]]
    head = [
        "micro F1, %",
        *(title for title, _, _ in columns),
        "training, CPU s",
        "words per CPU s",
    ]
    rows = []
    for baseline, result in results.items():
        row = [baseline]
        for _, name, half in columns:
            split = result["splits"][name]
            row.append(
                _percent((split if half is None else split["halves"][half])["strict"]["micro"])
            )
        training = result["training"]
        spent = training.get("fit_cpu_seconds")
        row.append("" if spent is None else f"{spent:.0f}")
        row.append(f"{training['words_per_cpu_second']:,.0f}")
        rows.append(row)
    parts = [_markdown(head, rows)]
    for name, split in sets.items():
        labels = list(split["strict"]["labels"])
        rows = [
            [baseline, *(_percent(result["splits"][name]["strict"]["labels"][x]) for x in labels)]
            for baseline, result in results.items()
        ]
        parts.append(_markdown([f"F1 on {name}, %", *labels], rows))
    return "\n".join(parts)


def _percent(scores: Mapping[str, float]) -> str:
    return f"{100 * scores['f1']:.1f}"


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
