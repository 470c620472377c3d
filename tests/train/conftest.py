from __future__ import annotations

from pathlib import Path

import pytest
from folders import save_run

from data.schema import Schema


@pytest.fixture
def teacher(encoder_folder, core: Schema):
    """A token classifier of two layers, with random weights so large that each of them counts."""
    import torch

    from models.base import new_tagger
    from models.config import ModelConfig

    torch.manual_seed(3)
    path = str(encoder_folder)
    config = ModelConfig(name="t", kind="folder", path=path, max_length=32, shapes=True)
    model = new_tagger(config, core).eval()
    with torch.no_grad():
        model.classifier.weight.normal_()
        for weight in model.bert.encoder.parameters():
            if weight.ndim == 2:
                weight.mul_(10)
    return model


@pytest.fixture
def teacher_run(teacher, encoder_folder, core: Schema, tmp_path) -> Path:
    """The teacher as a finished run whose windows have 32 tokens."""
    folder = tmp_path / "teacher"
    return save_run(folder, teacher, encoder_folder, core, max_length=32, context=4, shapes=True)


@pytest.fixture
def texts(tmp_path) -> Path:
    """Two unlabelled articles, one of several windows."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Shells hit Bakhmut, officials said.\n\n" * 6, encoding="utf-8")
    (folder / "b.txt").write_text("The 2nd Army left Palmyra.\n", encoding="utf-8")
    return folder
