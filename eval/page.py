"""The readable page of an evaluation: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from markupsafe import Markup

from eval.bootstrap import RESAMPLES
from eval.comparison_page import comparison_values
from eval.errors import KIND_TITLES
from eval.rendering import render
from models.highlight import COLOURS

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

VALUE_TITLES = {
    "low": "low",
    "high": "high",
    "both": "low and high",
    "outcome": "outcome",
    "victims": "victims",
    "all": "all four",
}

#: Dashes tell further labels apart when the colours are used up.
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
    comparison = metrics.get("comparison")
    return render(
        "page.html",
        metrics=metrics,
        browsers=browsers or {},
        sections=SECTIONS,
        kind_titles=KIND_TITLES,
        value_titles=VALUE_TITLES,
        palette=_palette(metrics),
        sides=SIDES,
        few=FEW,
        resamples=RESAMPLES,
        **(comparison_values(comparison) if comparison else {}),
    )


def _palette(metrics: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A colour and a dash for each label, and the ink of the page for all of them together."""
    labels = {
        label: None for split in metrics["splits"].values() for label in split["strict"]["labels"]
    }
    styles = ({"colour": c, "dash": d} for d, c in product(DASHES, COLOURS))
    return {
        "micro": {"colour": "currentColor", "dash": ""},
        **dict(zip(labels, styles, strict=False)),
    }
