from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from folders import save_run

from data.article import Article, Span
from models.tagger import Tagger


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory, encoder_folder, core) -> Path:
    """A finished run whose random head is talkative."""
    import torch

    from models.base import new_tagger
    from models.config import ModelConfig

    folder = tmp_path_factory.mktemp("runs") / "tiny"
    folder.mkdir()
    torch.manual_seed(1)
    config = ModelConfig(name="t", kind="folder", path=str(encoder_folder), max_length=48)
    model = new_tagger(config, core)
    with torch.no_grad():
        model.classifier.weight.normal_(std=2.0)
    return save_run(folder, model, encoder_folder, core, max_length=48, context=4, shapes=False)


@pytest.fixture(scope="session")
def tiny_tagger(tiny_run) -> Tagger:
    return Tagger.load(tiny_run)


@pytest.fixture
def tagged() -> list[Article]:
    """Two tagged articles; the second has no spans."""
    text = "Two men\ndied, “A, B” said."
    spans = [
        Span("casualty", 0, 7, None,
             {"low": "2", "high": "2", "outcome": "killed", "victims": "unknown"}, 0.75),
        Span("source", 15, 19, score=0.5),
        Span("cue", 21, 25, score=0.123456789),
    ]  # fmt: skip
    article = Article.from_text("a", text)
    return [article.with_spans(spans), replace(article, id="b", text="Ünïts 🇺🇦", blocks=())]
