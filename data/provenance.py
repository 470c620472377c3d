"""What a result was made with: revision of the code, libraries, machine."""

from __future__ import annotations

import platform
import subprocess
from importlib import metadata
from typing import Any

from data.paths import ROOT

PACKAGES = ("torch", "transformers", "tokenizers", "datasets", "accelerate", "numpy", "seqeval")


def environment() -> dict[str, Any]:
    """Python and library versions, git revision and machine."""
    return {
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "git": git_revision(),
        "machine": f"{platform.system()} {platform.machine()}",
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
