"""Every config that ships composes into its typed form."""

from __future__ import annotations

import pytest
from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore

from data.cli import CONFIGS, QUIET, to_object
from data.schema import Schema
from train.config import TrainConfig


def names(group: str) -> list[str]:
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


@pytest.fixture(autouse=True)
def _hydra():
    ConfigStore.instance().store(name="train_typed", node=TrainConfig)
    ConfigStore.instance().store(name="quiet", node=QUIET, package="hydra")
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        yield


CHOICES = [
    f"{group}={name}"
    for group in ("schema", "model", "trainer", "tracking", "corpus")
    for name in names(group)
]
EXPERIMENTS = [f"experiment={name}" for name in names("experiment")]


@pytest.mark.parametrize("choice", [*CHOICES, *EXPERIMENTS])
def test_a_choice_composes(choice):
    overrides = [choice]
    if choice == "model=local":
        overrides.append("model.path=somewhere")
    if choice.endswith("=polnear"):
        overrides.append("corpus.path=somewhere")
    config = to_object(compose("train", overrides))
    assert isinstance(config, TrainConfig)


def test_every_schema_is_sound():
    from dataclasses import asdict

    for name in names("schema"):
        config = to_object(compose("train", [f"schema={name}"]))
        schema = Schema.from_dict(asdict(config.schema))
        assert schema.name == name
        assert {rule.tag for rule in schema.label_rules} == {
            "unit", "location", "casualty", "source", "cue",
        }  # fmt: skip
