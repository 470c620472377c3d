"""What a comparison leaves behind: a table, `comparison.json` and one self-contained page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from rich.console import Console
from rich.table import Table

from data.files import write_text
from eval.comparison import ALPHA, Comparison, p_text

#: Articles that the printed table names.
SHOWN = 5


def write_comparison(folder: Path, comparison: Comparison, extra: Mapping[str, object]) -> None:
    """Write `comparison.json`, with `extra` in it, and `comparison.html` into a folder."""
    write_text(folder / "comparison.html", comparison_page(comparison))
    record = {**comparison.to_dict(), **extra}
    write_text(folder / "comparison.json", json.dumps(record, indent=2) + "\n")


def comparison_page(comparison: Comparison) -> str:
    """The page of a comparison."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["p"] = p_text
    ends = [abs(end) for row in comparison.rows for end in (row.low, row.high, row.difference)]
    reach = max(100 * max(ends), 1.0)
    template = environment.get_template("comparison.html")
    return template.render(c=comparison, alpha=ALPHA, reach=reach)


def print_comparison(comparison: Comparison) -> None:
    """Print the rows, the articles that changed most, and the verdict."""
    console = Console(markup=False)
    table = Table(title=f"{comparison.articles} articles, strict F1, percent")
    table.add_column("label", no_wrap=True)
    for name in (comparison.run, comparison.baseline):
        table.add_column(name, justify="right", overflow="fold")
    for column in ("diff.", "95 % interval", "p", "Holm p"):
        table.add_column(column, justify="right", no_wrap=True)
    for index, row in enumerate(comparison.rows):
        table.add_row(
            row.name,
            f"{100 * row.f1:.1f}",
            f"{100 * row.baseline_f1:.1f}",
            f"{100 * row.difference:+.1f}",
            f"{100 * row.low:.1f} to {100 * row.high:.1f}",
            p_text(row.p),
            "" if row.p_holm is None else p_text(row.p_holm),
            end_section=index == len(comparison.rows) - 2,
        )
    console.print(table)
    for change in comparison.changes[:SHOWN]:
        console.print(
            f"{change.id}: {100 * change.f1:.1f} against {100 * change.baseline_f1:.1f},"
            f" right minus wrong {change.change:+d}",
            soft_wrap=True,
        )
    console.print(comparison.verdict, soft_wrap=True)
