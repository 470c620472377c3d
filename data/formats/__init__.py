"""Readers and writers of the formats that users hold their labels in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.article import Article
from data.formats import xml

#: File ending -> reader of all articles in a file.
READERS: dict[str, Callable[[Path], list[Article]]] = {".xml": xml.read}
