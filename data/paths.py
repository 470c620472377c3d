"""Folders that the project uses outside a run."""

from __future__ import annotations

import os
from pathlib import Path

#: Root of the checkout: where `configs/` and `data/corpus/` lie.
ROOT = Path(__file__).resolve().parent.parent


def cache_dir() -> Path:
    """Folder for what can be made again: `$SITREP_CACHE`, else one in the user's cache folder."""
    if (own := os.environ.get("SITREP_CACHE")) is not None:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sitrep"
