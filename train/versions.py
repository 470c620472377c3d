"""What a run was made with."""

from __future__ import annotations

from typing import Any

from data.files import file_sha256
from data.loading import SPLITS, content_hash, split_path
from data.provenance import environment
from models.runs import Run
from train.config import TrainConfig
from train.student import TEXTS


def versions(config: TrainConfig) -> dict[str, Any]:
    """Library versions, git revision, machine, and hashes of what was trained on.

    `corpus_sha256` is that of each split. In a student's run, `teacher_sha256` is that of the
    teacher's weights, and `texts_sha256` that of the unlabelled texts, if there were any.
    """
    found: dict[str, Any] = {
        **environment(),
        "corpus_sha256": {s: content_hash(split_path(config.corpus, s)) for s in SPLITS},
    }
    if config.distil.teacher is not None:
        weights = Run.open(config.distil.teacher).model / "model.safetensors"
        found["teacher_sha256"] = file_sha256(weights)
    if config.distil.texts is not None:
        found["texts_sha256"] = content_hash(config.distil.texts, TEXTS)
    return found
