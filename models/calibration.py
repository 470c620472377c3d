"""Temperatures that make a run's probabilities honest (Guo et al. 2017)."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import SitrepError
from data.files import write_text
from data.schema import Schema
from models.runs import read_json


@dataclass(frozen=True)
class Calibration:
    """One temperature a layer: its logits are divided by it before the softmax.

    A temperature above 1 makes every probability less extreme. The best tag sequence stays the
    same, so the spans do; only their scores change.

    Attributes:
        temperatures: layer name -> temperature, above 0.
    """

    temperatures: Mapping[str, float]

    def only(self, layers: Collection[str]) -> Calibration:
        """The same for some layers, and 1 for all others."""
        return Calibration({k: v if k in layers else 1.0 for k, v in self.temperatures.items()})

    def save(self, path: str | Path) -> None:
        """Write `calibration.json`."""
        text = json.dumps({"temperatures": dict(self.temperatures)}, indent=2)
        write_text(path, text + "\n")

    @classmethod
    def load(cls, path: str | Path, schema: Schema) -> Calibration:
        """Read `calibration.json`.

        Raises:
            SitrepError: the file is missing, or does not give each layer of the schema a number
                above 0.
        """
        found = read_json(Path(path)).get("temperatures")
        known = found if isinstance(found, dict) else {}
        for layer in schema.layers:
            value = known.get(layer.name)
            if not isinstance(value, int | float) or not 0 < value < math.inf:
                raise SitrepError(
                    f"{path}: 'temperatures' must give layer '{layer.name}' a number above 0;"
                    " restore the file or remove it."
                )
        return cls({layer.name: float(known[layer.name]) for layer in schema.layers})
