"""The run folder: what training leaves behind and everything else reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import SitrepError
from data.schema import Schema


@dataclass(frozen=True)
class Run:
    """Names of what lies in a run folder.

    `config.yaml` (resolved), `schema.json`, `window.json`, `model/` (weights and tokenizer as
    `transformers` saves them), `metrics.json`, `report.html`, `predictions/SPLIT.jsonl`,
    `calibration.json`, `versions.json`, `checkpoints/` (until training is finished), `train.log`.
    """

    path: Path

    @property
    def config(self) -> Path:
        """The resolved configuration."""
        return self.path / "config.yaml"

    @property
    def schema(self) -> Path:
        """The schema that was trained."""
        return self.path / "schema.json"

    @property
    def window(self) -> Path:
        """`max_length` and `context` of the windows."""
        return self.path / "window.json"

    @property
    def model(self) -> Path:
        """Weights and tokenizer, as `transformers` saves them."""
        return self.path / "model"

    @property
    def metrics(self) -> Path:
        """Scores and timings."""
        return self.path / "metrics.json"

    @property
    def calibration(self) -> Path:
        """Temperatures of the layers, fitted on dev."""
        return self.path / "calibration.json"

    @property
    def versions(self) -> Path:
        """What the run was made with."""
        return self.path / "versions.json"

    @property
    def checkpoints(self) -> Path:
        """Checkpoints of an unfinished run."""
        return self.path / "checkpoints"

    @property
    def finished(self) -> bool:
        """True once the final weights are in place."""
        return self.model.is_dir()

    @classmethod
    def open(cls, path: str | Path) -> Run:
        """The finished run at `path`.

        Raises:
            SitrepError: there is none, or its training did not finish.
        """
        run = cls(Path(path))
        if not run.config.is_file():
            raise SitrepError(f"{path} is not a run folder: it has no config.yaml.")
        if not run.finished:
            raise SitrepError(f"{path} was not finished; go on with: python -m train resume={path}")
        return run

    @classmethod
    def newest(cls, folder: str | Path) -> Run:
        """The finished run under `folder` that was started last.

        Raises:
            SitrepError: there is none.
        """
        found = [cls(path.parent) for path in Path(folder).glob("*/config.yaml")]
        finished = [run for run in found if run.finished]
        if not finished:
            raise SitrepError(f"{folder}/ holds no finished run; train one, or give model=FOLDER.")
        return max(finished, key=lambda run: run.config.stat().st_mtime)

    def load_config(self) -> dict[str, Any]:
        """The resolved configuration as plain data."""
        from omegaconf import OmegaConf

        data = OmegaConf.to_container(OmegaConf.load(self.config))
        if not isinstance(data, dict):
            raise SitrepError(f"{self.config} is not a configuration; restore it.")
        return {str(key): value for key, value in data.items()}

    def load_window(self) -> dict[str, Any]:
        """Arguments of `WindowEncoder`: `max_length`, `context`, `shapes`.

        Raises:
            SitrepError: the file is missing or is another.
        """
        stored = read_json(self.window)
        try:
            return {name: stored[name] for name in ("max_length", "context", "shapes")}
        except KeyError as error:
            raise SitrepError(f"{self.window} has no {error}; restore the file.") from None

    def load_schema(self) -> Schema:
        """The run's schema, checked against the width of its model.

        Raises:
            SitrepError: the weights were trained under another schema.
        """
        schema = Schema.load(self.schema)
        stored = read_json(self.model / "config.json").get("id2label", {})
        if tuple(stored[key] for key in sorted(stored, key=int)) != schema.tags:
            raise SitrepError(
                f"{self.model} was trained under another schema than {self.schema} says;"
                " restore the run's own schema.json."
            )
        return schema


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        SitrepError: the file is missing or is not JSON.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SitrepError(f"{path} is missing; restore it or train again.") from None
    except json.JSONDecodeError as error:
        raise SitrepError(f"{path}:{error.lineno}: not JSON; restore the file.") from None
    if not isinstance(data, dict):
        raise SitrepError(f"{path}: expected a JSON object.")
    return data
