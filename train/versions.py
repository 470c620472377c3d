"""What a run was made with."""

from __future__ import annotations

from typing import Any

from data.loading import SPLITS, content_hash, split_path
from data.provenance import environment
from train.config import TrainConfig


def versions(config: TrainConfig) -> dict[str, Any]:
    """Library versions, git revision, machine, and the hash of each split of the corpus."""
    return {
        **environment(),
        "corpus_sha256": {s: content_hash(split_path(config.corpus, s)) for s in SPLITS},
    }
