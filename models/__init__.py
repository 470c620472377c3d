"""Tagging: `from models import Tagger`."""

from models.tagger import Tagger

__all__ = ["Tagger"]
