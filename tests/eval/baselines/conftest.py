from __future__ import annotations

import pytest
from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore

from data.cli import CONFIGS, QUIET, to_object
from eval.baselines.config import BaselinesConfig


@pytest.fixture
def make_config(corpus, tmp_path):
    """The command's configuration over the tiny corpus, with further overrides."""

    def make(*overrides: str) -> BaselinesConfig:
        store = ConfigStore.instance()
        store.store(name="baselines_typed", node=BaselinesConfig)
        store.store(name="quiet", node=QUIET, package="hydra")
        words = [f"corpus.path={corpus.path}", f"output={tmp_path / 'out'}", *overrides]
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return to_object(compose("baselines", words))

    return make
