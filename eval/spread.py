"""How far scores move with the seed: several runs scored on the same articles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from data.errors import SitrepError
from eval.scores import Scores


def run_folders(value: object) -> list[Path]:
    """Run folders behind the key `run`: one, several, or a pattern such as `outputs/*-s?`.

    Raises:
        SitrepError: a pattern matches nothing, or the value is none of these.
    """
    values = value if isinstance(value, list) else [value]
    folders: list[Path] = []
    for item in values:
        if not isinstance(item, str) or not item:
            raise SitrepError(f"run={item} is not a folder; give run=FOLDER or run=[A,B,…].")
        if any(sign in item for sign in "*?[") and not Path(item).exists():
            anchor = Path(item).anchor
            found = Path(anchor).glob(item.removeprefix(anchor))
            runs = sorted(path for path in found if (path / "config.yaml").is_file())
            if not runs:
                raise SitrepError(f"run={item} matches no run folder.")
            folders += runs
        else:
            folders.append(Path(item))
    if not folders:
        raise SitrepError("No value for run; give run=FOLDER or run=[A,B,…].")
    return list(dict.fromkeys(folders))  # a run named twice is one


def spread(scores: Mapping[str, Scores]) -> dict[str, Any]:
    """Mean and standard deviation of strict scores over runs.

    Args:
        scores: run -> its scores; at least two.

    Returns:
        `runs`: their names; `labels`: label or `micro` -> `precision`, `recall`, `f1` -> `mean`,
        `sd` (with n - 1 below) and `values`, in the runs' order.
    """
    held = list(scores.values())
    rows = {label: [s.modes["strict"][label] for s in held] for label in held[0].modes["strict"]}
    rows["micro"] = [s.micro() for s in held]
    return {
        "runs": list(scores),
        "labels": {
            label: {
                name: {"mean": mean(values), "sd": stdev(values), "values": values}
                for name in ("precision", "recall", "f1")
                if (values := [float(getattr(row, name)) for row in counts])
            }
            for label, counts in rows.items()
        },
    }
