"""The readable page of an evaluation: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from eval.bootstrap import RESAMPLES

#: Fewer articles than this make the page warn of its intervals.
FEW = 20

#: Sections of a set: template and title, in order.
SECTIONS = (
    ("scores", "Scores"),
    ("errors", "Kinds of error"),
    ("confusion", "Confusion between labels"),
    ("slices", "Slices"),
    ("calibration", "Scores of spans"),
    ("values", "Values of casualty figures"),
    ("checks", "Checks"),
    ("articles", "Articles"),
)

KIND_TITLES = {
    "missed": "missed",
    "spurious": "spurious",
    "label": "wrong label",
    "left": "wrong left end",
    "right": "wrong right end",
    "both": "both ends wrong",
    "label_and_boundary": "label and ends wrong",
}

VALUE_TITLES = {
    "low": "low",
    "high": "high",
    "both": "low and high",
    "outcome": "outcome",
    "victims": "victims",
    "all": "all four",
}

# Okabe and Ito's colours, told apart by the colour-blind too; dashes tell further labels apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("", "6 3", "2 2")

#: Scores before and after temperatures.
SIDES = {
    "before": {"colour": "#E69F00", "dash": "6 3"},
    "after": {"colour": "#0072B2", "dash": ""},
}


def page(metrics: Mapping[str, Any], browsers: Mapping[str, Markup] | None = None) -> str:
    """The page of everything in `metrics.json`.

    Args:
        metrics: what `metrics.json` holds.
        browsers: set -> markup of its articles, put at the end of the set.
    """
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["pct"] = _percent
    return environment.get_template("page.html").render(
        metrics=metrics,
        browsers=browsers or {},
        sections=SECTIONS,
        kind_titles=KIND_TITLES,
        value_titles=VALUE_TITLES,
        palette=_palette(metrics),
        sides=SIDES,
        few=FEW,
        resamples=RESAMPLES,
    )


def _percent(value: float, digits: str = "%.1f") -> str:
    return digits % (100 * value)


def _palette(metrics: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A colour and a dash for each label, and black for all of them together."""
    labels = {
        label: None for split in metrics["splits"].values() for label in split["strict"]["labels"]
    }
    styles = ({"colour": c, "dash": d} for d, c in product(DASHES, COLOURS))
    return {"micro": {"colour": "#000000", "dash": ""}, **dict(zip(labels, styles, strict=False))}
