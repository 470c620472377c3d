"""Timing contenders in turn, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track

from data.article import Article
from data.errors import SitrepError
from data.files import write_text
from data.provenance import environment
from eval.bench.articles import take
from eval.bench.config import BenchConfig
from eval.bench.contenders import CONTENDERS
from eval.bench.peaks import peaks, word_cost
from models.runs import Run

#: Which peak a contender is held against.
PRECISION = {"run": "fp32", "fp32": "fp32", "int8": "int8", "fast": "int8"}

console = Console(stderr=True)


def bench(config: BenchConfig) -> dict[str, Any]:
    """Time the contenders and write and print what came out.

    Returns:
        `articles`, `words`, `peaks` (GFLOP/s), `contenders`: name -> `words_per_second` of each
        round, `start` (seconds to load and tag one article), `peak_mib`, `share_of_peak`.

    Raises:
        SitrepError: a run, bundle or package is missing.
    """
    paths = _paths(config)
    names = _names(config)
    articles = take(config.articles, config.words)
    words = sum(len(article.text.split()) for article in articles)
    console.print(f"{len(articles)} articles, {words:,} words, {config.rounds} rounds")
    workers = {name: Worker(name, paths, config) for name in names}
    try:
        timed = _rounds(workers, config.rounds, words)
    finally:
        for worker in workers.values():
            worker.close()
    found = peaks(config.threads)
    costs = _costs(paths, articles)
    for name, row in timed.items():
        if name in costs:
            reached = median(row["words_per_second"]) * costs[name] / 1000
            row["mflop_per_word"] = costs[name]
            row["share_of_peak"] = reached / found[PRECISION[name]]
    result = {
        "made": environment(),
        "articles": len(articles),
        "words": words,
        "peaks": found,
        "contenders": timed,
    }
    text = table(result)
    write_text(f"{config.output}.json", json.dumps(result, indent=2) + "\n")
    write_text(f"{config.output}.md", text)
    print(text)
    return result


class Worker:
    """A contender's process."""

    def __init__(self, name: str, paths: Mapping[str, str], config: BenchConfig) -> None:
        words = ["-m", "eval.bench.worker", name, json.dumps(paths), config.articles]
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, *words, str(config.words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.start = self._read()["start"]

    def run(self) -> dict[str, float]:
        """One pass."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()

    def _read(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            _, errors = self.process.communicate()
            why = errors.strip().splitlines()[-1] if errors.strip() else "no reason given"
            raise SitrepError(f"{self.name} could not be timed: {why}; leave it out with only=…")
        row: dict[str, float] = json.loads(line)
        return row


def _rounds(workers: Mapping[str, Worker], rounds: int, words: int) -> dict[str, dict[str, Any]]:
    """Passes in turn, so that whatever else the machine does falls on all alike."""
    timed: dict[str, dict[str, Any]] = {
        name: {"words_per_second": [], "start": worker.start} for name, worker in workers.items()
    }
    for number in track(range(rounds + 1), "timing", console=console, transient=True):
        for name, worker in workers.items():
            row = worker.run()
            if number:  # the first pass warms up
                timed[name]["words_per_second"].append(words / row["seconds"])
            timed[name]["peak_mib"] = row["peak_mib"]
    return timed


def _names(config: BenchConfig) -> list[str]:
    unknown = sorted(set(config.only) - set(CONTENDERS))
    if unknown:
        raise SitrepError(f"only={unknown[0]} is not one of {', '.join(CONTENDERS)}.")
    if config.rounds < 1:
        raise SitrepError(f"rounds={config.rounds} times nothing; give 1 or more.")
    names = config.only or [name for name in CONTENDERS if name != "fast" or config.fast]
    return list(names)


def _paths(config: BenchConfig) -> dict[str, str]:
    run = Run.open(config.run) if config.run else Run.newest("outputs")
    bundle = Path(config.bundle) if config.bundle else run.path / "bundle"
    if not bundle.is_dir():
        from models.export import export
        from models.export_config import ExportConfig

        console.print(f"exporting {run.path}")
        bundle = export(ExportConfig(run=str(run.path), output=str(bundle)))
    return {
        "run": str(run.path),
        "bundle": str(bundle),
        "fast": config.fast or "",
        "threads": str(config.threads),
    }


def _costs(paths: Mapping[str, str], articles: Sequence[Article]) -> dict[str, float]:
    """Mega-operations a word of the contenders whose layers are known."""
    from transformers import AutoConfig

    from models.tagger import Tagger

    settings = AutoConfig.from_pretrained(Path(paths["run"]) / "model")
    cost = word_cost(Tagger.load(paths["bundle"]).encoder, settings, articles)
    return dict.fromkeys(("run", "fp32", "int8"), cost)


def table(result: Mapping[str, Any]) -> str:
    """The result as a Markdown table, ratios against the pipeline's better setting."""
    rows = _rows(result)
    lines = ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    rates = ", ".join(f"{name} {rate:.0f}" for name, rate in result["peaks"].items())
    lines += ["", f"{result['articles']} articles, {result['words']:,} words."]
    lines += [f"Peaks of matrix products measured in the same run, GFLOP/s: {rates}."]
    return "\n".join(lines) + "\n"


HEAD = ("what", "words/s, median (least to most)", "x pipeline", "x spaCy", "start-up, s",
        "peak memory, MiB", "share of peak")  # fmt: skip


def _rows(result: Mapping[str, Any]) -> list[tuple[str, ...]]:
    timed = result["contenders"]
    speed = {name: median(row["words_per_second"]) for name, row in timed.items()}
    pipeline = max((v for n, v in speed.items() if n.startswith("pipeline")), default=None)
    rows: list[tuple[str, ...]] = []
    for name, row in timed.items():
        every = row["words_per_second"]
        share = row.get("share_of_peak")
        rows.append(
            (
                CONTENDERS[name][0],
                f"{speed[name]:,.0f} ({min(every):,.0f} to {max(every):,.0f})",
                _ratio(speed[name], pipeline),
                _ratio(speed[name], speed.get("spacy")),
                f"{row['start']:.1f}",
                f"{row['peak_mib']:,.0f}",
                "" if share is None else f"{100 * share:.0f} % of {PRECISION[name]}",
            )
        )
    return rows


def _ratio(value: float, base: float | None) -> str:
    return "" if base is None else f"{value / base:.2f}"
