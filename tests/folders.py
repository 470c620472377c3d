"""Folders that tests read, made without training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def save_run(folder: Path, model: Any, encoder_folder: Path, schema: Any, **window: Any) -> Path:
    """A finished run of a model: weights, tokenizer, schema, window settings, a bare config."""
    from models.base import load_tokenizer

    model.save_pretrained(folder / "model")
    load_tokenizer(str(encoder_folder)).save_pretrained(folder / "model")
    schema.save(folder / "schema.json")
    (folder / "window.json").write_text(json.dumps(window))
    (folder / "config.yaml").write_text("model: {name: tiny}\n")
    return folder
