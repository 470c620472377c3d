"""The table that a command prints at its end."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from models.runs import read_json


def print_summary(folder: Path) -> None:
    """Print scores per label and micro for each split of a folder's `metrics.json`."""
    metrics = read_json(folder / "metrics.json")
    console = Console()
    for name, split in metrics["splits"].items():
        table = Table(title=f"{name}: {split['articles']} articles, strict spans, percent")
        table.add_column("label")
        for column in ("precision", "recall", "F1", "F1, 95 %", "support"):
            table.add_column(column, justify="right")
        strict = split["strict"]
        rows = [*strict["labels"].items(), ("micro", strict["micro"])]
        for index, (label, row) in enumerate(rows):
            values = (f"{100 * row[key]:.1f}" for key in ("precision", "recall", "f1"))
            last_label = index == len(rows) - 2
            low, high = (f"{100 * bound:.1f}" for bound in row["interval"]["f1"])
            cells = (*values, f"{low}-{high}", str(row["support"]))
            table.add_row(label, *cells, end_section=last_label)
        console.print(table)
        for half, scores in split["halves"].items():
            micro = scores["strict"]["micro"]
            low, high = (f"{100 * bound:.1f}" for bound in micro["interval"]["f1"])
            console.print(
                f"{half} conflicts: micro F1 {100 * micro['f1']:.1f} ({low}-{high})"
                f" on {micro['support']} spans"
            )
        lost = sum(len(spans) for spans in split["unrepresentable"].values())
        if lost:
            console.print(f"{lost} gold spans cannot be represented; they count as missed.")
    if "spread" in metrics:
        runs, f1 = metrics["spread"]["runs"], metrics["spread"]["labels"]["micro"]["f1"]
        console.print(f"{len(runs)} runs: micro F1 {100 * f1['mean']:.1f} ± {100 * f1['sd']:.1f}")
    if "training" in metrics:
        timing = metrics["training"]
        console.print(
            f"{timing['wall_seconds'] / 60:.1f} min in all, peak memory"
            f" {timing['peak_memory_mib'] / 1024:.1f} GiB"
        )
    console.print(f"run    {folder}\nreport {folder / 'report.html'}", soft_wrap=True)
