"""Runs of this project's own tagger, taken as they are or trained by `python -m train`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from data.article import Article
from data.config import CorpusConfig
from data.errors import SitrepError
from data.paths import ROOT
from data.schema import Schema
from eval.baselines.config import FlatConfig
from models.runs import Run
from models.tagger import Tagger


class Finished:
    """A finished run; fitting it does nothing.

    Attributes:
        trains: True if `fit` trains the run.

    Raises:
        SitrepError: there is no finished run, or it predicts other labels than the schema's.
    """

    trains = False

    def __init__(self, folder: str | Path, schema: Schema) -> None:
        self.run = Run.open(folder)
        own = self.run.load_schema()
        if set(own.label_rules) != set(schema.label_rules):
            raise SitrepError(
                f"{folder} predicts {', '.join(own.labels)}, not {', '.join(schema.labels)};"
                " it cannot stand in this table."
            )

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Nothing is left to learn."""

    def tag(self, articles: Sequence[Article]) -> list[Article]:
        """Tag articles with the run's model."""
        return list(Tagger.load(self.run.path).stream(articles))


class Flat(Finished):
    """One layer for all labels: `config.run`, or a run that `fit` trains under `output`.

    Raises:
        SitrepError: `config.run` is not a finished run, predicts other labels, or has more than
            one layer.
    """

    def __init__(
        self, config: FlatConfig, schema: Schema, corpus: CorpusConfig, output: Path
    ) -> None:
        self.config = config
        self.corpus = corpus
        self.run = Run(output / "run")
        self.trains = config.run is None
        if config.run is not None:
            super().__init__(config.run, schema)
            if len(self.run.load_schema().layers) != 1:
                raise SitrepError(
                    f"flat.run={config.run} has more than one layer; train it with schema=flat."
                )

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Train in a process of its own, unless a run was given; articles come from `corpus`.

        Raises:
            SitrepError: the training failed.
        """
        if not self.trains:
            return
        words = [f"corpus.{key}={value}" for key, value in vars(self.corpus).items()
                 if value is not None]  # fmt: skip
        command = [sys.executable, "-m", "train", "schema=flat", *words, *self.config.train]
        command += [f"outputs={self.run.path.parent.resolve()}", f"name={self.run.path.name}"]
        # eval may not import train, and a training wants its own threads and memory.
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise SitrepError(f"The training of flat failed; run it alone: {' '.join(command)}")
