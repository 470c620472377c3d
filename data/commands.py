"""The `check`, `lint`, `stats` and `convert` commands, as plain functions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from data.check import check_corpus
from data.config import CorpusConfig, SchemaConfig
from data.convert import convert
from data.errors import SitrepError
from data.files import write_text
from data.findings import read_corpus
from data.lint import lint
from data.loading import SPLITS, load_articles
from data.schema import Schema
from data.stats import corpus_stats


@dataclass
class DataConfig:
    """Looking after labelled articles."""

    schema: SchemaConfig = field(default_factory=SchemaConfig)
    corpus: CorpusConfig = field(default_factory=CorpusConfig)
    input: str | None = None  # convert: file or folder to read (also written in=…)
    output: str | None = None  # convert: folder or file to write; stats: JSON file (also out=…)
    format: str = "xml"  # convert: what to write
    adapter: str | None = None  # convert: polnear | re3d, to read a corpus of others
    warnings: bool = True  # check: print warnings too


def check(config: DataConfig) -> None:
    """Print every finding of the corpus.

    Raises:
        SitrepError: there is an error among them, or no article at all.
    """
    findings, files = check_corpus(config.corpus)
    _need_some(files, config)
    errors = [finding for finding in findings if finding.level == "error"]
    for finding in findings:
        if config.warnings or finding.level == "error":
            print(finding)
    print(f"{files} articles, {len(errors)} errors, {len(findings) - len(errors)} warnings")
    if errors:
        raise SitrepError(f"{len(errors)} errors in {config.corpus.path}; see the lines above.")


def lint_corpus(config: DataConfig) -> None:
    """Print places where a label may be missing.

    Raises:
        SitrepError: there is no article.
    """
    read, _, files = read_corpus(config.corpus)
    _need_some(files, config)
    found = lint(read)
    for finding in found:
        print(finding)
    print(f"{files} articles, {len(found)} places to look at")


def _need_some(files: int, config: DataConfig) -> None:
    if not files:
        raise SitrepError(f"corpus.path={config.corpus.path} holds no .xml articles.")


def stats(config: DataConfig) -> None:
    """Print what the corpus holds; with `output`, write it as JSON too."""
    schema = Schema.from_dict(asdict(config.schema))
    root = Path(config.corpus.path)
    folders = {s: root / getattr(config.corpus, s) for s in SPLITS}
    present = {s: folder for s, folder in folders.items() if folder.is_dir()} or {"all": root}
    found = corpus_stats({s: load_articles(folder) for s, folder in present.items()}, schema)
    console = Console()
    table = Table("split", "articles", "words", *schema.labels, title="Spans by label")
    for name, row in found["splits"].items():
        counts = [str(row["spans"][label]) for label in schema.labels]
        table.add_row(name, str(row["articles"]), str(row["words"]), *counts)
    console.print(table)
    table = Table("label", "distinct", "once", "most frequent", "rarest", title="Forms")
    for label, row in found["forms"].items():
        frequent = ", ".join(f"{form} ({count})" for form, count in row["most_frequent"][:6])
        rare = ", ".join(row["rarest"][:4])
        table.add_row(label, str(row["distinct"]), str(row["once"]), frequent, rare)
    console.print(table)
    for kind in ("conflict", "genre"):
        table = Table(kind, *found["splits"], title=f"Articles by {kind}")
        rows = [row[kind] for row in found["splits"].values()]
        for value in sorted({value for row in rows for value in row}):
            table.add_row(value or "(none)", *(str(row.get(value, 0)) for row in rows))
        console.print(table)
    if found["unseen"]:
        table = Table("split", *schema.labels, title="Distinct forms not seen in train")
        for name, shares in found["unseen"].items():
            table.add_row(name, *(f"{100 * share:.0f} %" for share in shares.values()))
        console.print(table)
    if config.output is not None:
        write_text(config.output, json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def run_convert(config: DataConfig) -> None:
    """Convert articles and say what the target format could not hold.

    Raises:
        SitrepError: a path is missing or a file is faulty.
    """
    if config.input is None or config.output is None:
        raise SitrepError("convert needs in=PATH and out=PATH.")
    for loss in convert(config.input, config.output, config.format, config.adapter):
        print(f"not held: {loss}")
    print(f"written {config.output}")


COMMANDS = {"check": check, "lint": lint_corpus, "stats": stats, "convert": run_convert}
