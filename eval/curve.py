"""`python -m eval.curve`: F1 against the number of training articles, as a table and a plot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from data.cli import run
from data.errors import SitrepError
from data.files import atomic_path, write_text
from models.runs import read_json


@dataclass
class CurveConfig:
    """Drawing a learning curve from finished runs that were evaluated."""

    runs: list[str] = field(default_factory=list)  # run folders; several seeds of a size are joined
    extra: list[str] = field(default_factory=list)  # names under RUN/eval to draw beside the test
    output: str = "docs/learning-curve"  # .md and .svg are added


#: Series -> number of articles -> F1 of each seed, in percent.
Curve = dict[str, dict[int, list[float]]]


def collect(config: CurveConfig) -> Curve:
    """Micro F1 of each run's test halves and of each extra evaluation.

    Raises:
        SitrepError: no runs are given, or one lacks an evaluation.
    """
    if not config.runs:
        raise SitrepError("No value for runs; give runs=[FOLDER,FOLDER,…].")
    curve: Curve = defaultdict(lambda: defaultdict(list))
    for folder in map(Path, config.runs):
        metrics = read_json(folder / "metrics.json")
        size = int(metrics["training"]["train_articles"])
        for half, scores in metrics["splits"]["test"]["halves"].items():
            curve[f"test, {half} conflicts"][size].append(_f1(scores))
        for name in config.extra:
            (scores,) = read_json(folder / "eval" / name / "metrics.json")["splits"].values()
            curve[name][size].append(_f1(scores))
    return curve


def table(curve: Curve) -> str:
    """The curve as a Markdown table: mean, then each seed in brackets."""
    sizes = sorted({size for points in curve.values() for size in points})
    lines = [
        "| micro F1, % | " + " | ".join(f"{size} articles" for size in sizes) + " |",
        "|---|" + "---|" * len(sizes),
    ]
    for name, points in curve.items():
        cells = [
            f"{mean(points[s]):.1f} ({', '.join(f'{v:.1f}' for v in points[s])})"
            if s in points
            else ""
            for s in sizes
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def plot(curve: Curve, path: Path) -> None:
    """Draw the curve: a line through the means, a dot for each seed."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "sitrep"  # the same numbers give the same bytes
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5))
    # Okabe and Ito's colours, told apart by the colour-blind too; markers differ as well.
    styles = zip(curve.items(), ("#0072B2", "#D55E00", "#009E73", "#CC79A7"), "os^D", strict=False)
    for (name, points), colour, marker in styles:
        sizes = sorted(points)
        axes.plot(sizes, [mean(points[s]) for s in sizes], color=colour, marker=marker, label=name)
        for size in sizes:
            axes.scatter([size] * len(points[size]), points[size], color=colour, s=12, alpha=0.5)
    axes.set(xlabel="training articles", ylabel="strict micro F1, %")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)


def _f1(scores: dict[str, Any]) -> float:
    return 100 * float(scores["strict"]["micro"]["f1"])


def main(config: CurveConfig) -> None:
    """Write table and plot, and print the table."""
    curve = collect(config)
    text = table(curve)
    write_text(f"{config.output}.md", text)
    with atomic_path(f"{config.output}.svg") as temporary:
        plot(curve, temporary)
    print(text)


if __name__ == "__main__":
    run("apply/curve", CurveConfig, main)
