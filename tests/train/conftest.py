"""A training run small enough for a test."""

from __future__ import annotations

import pytest
from omegaconf import OmegaConf

from data.config import SchemaConfig
from data.paths import ROOT
from models.config import ModelConfig
from train.config import TrainConfig, TrainerConfig


@pytest.fixture
def tiny(corpus, encoder_folder, tmp_path) -> TrainConfig:
    """Two training articles, a two-layer encoder, two epochs on CPU in fp32."""
    schema = OmegaConf.load(ROOT / "configs" / "schema" / "core.yaml")
    return TrainConfig(
        schema=OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(SchemaConfig), schema)),
        corpus=corpus,
        model=ModelConfig(
            name="tiny", kind="folder", path=str(encoder_folder), max_length=32, context=4
        ),
        trainer=TrainerConfig(
            epochs=2, batch_size=2, learning_rate=5e-3, precision="fp32", device="cpu", threads=1
        ),
        outputs=str(tmp_path / "outputs"),
        name="run",
    )
