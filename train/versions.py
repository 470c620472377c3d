"""What a run was made with."""

from __future__ import annotations

import platform
import subprocess
from importlib import metadata
from typing import Any

from data.loading import SPLITS, content_hash, split_path
from data.paths import ROOT
from train.config import TrainConfig

PACKAGES = ("torch", "transformers", "tokenizers", "datasets", "accelerate", "numpy", "seqeval")


def versions(config: TrainConfig) -> dict[str, Any]:
    """Library versions, git revision, machine, and the hash of each split of the corpus."""
    return {
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "git": git_revision(),
        "machine": f"{platform.system()} {platform.machine()}",
        "corpus_sha256": {s: content_hash(split_path(config.corpus, s)) for s in SPLITS},
    }


def git_revision() -> str | None:
    """The checkout's commit, with `+` if tracked files differ from it; None outside git."""
    try:
        head = _git("rev-parse", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
