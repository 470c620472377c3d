"""Readers and writers of the formats that users hold their labels in.

Every format has `read(path) -> list[Article]` of one file, which raises `SitrepError` with one
sentence at the first fault, and `write(path, articles) -> list[str]`, which returns a sentence
for each thing that the format could not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from data.article import Article
from data.choice import choose
from data.formats import brat, conll, doccano, jsonl, label_studio, prodigy, xml


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name.

    Attributes:
        name: as given on the command line.
        read: all articles of one file.
        write: writes articles to a path and returns what was lost, a sentence each.
        ending: of the files that `read` takes.
        folder: True if `write` takes a folder and makes a file (or pair) an article.
    """

    name: str
    read: Callable[[Path], list[Article]]
    write: Callable[[Path, Iterable[Article]], list[str]]
    ending: str
    folder: bool = False


#: Name -> format.
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("xml", xml.read, xml.write, ".xml", folder=True),
        Format("brat", brat.read, brat.write, ".ann", folder=True),
        Format("conll", conll.read, conll.write, ".conll"),
        Format("jsonl", jsonl.read, jsonl.write, ".jsonl"),
        Format("doccano", doccano.read, doccano.write, ".jsonl"),
        Format("prodigy", prodigy.read, prodigy.write, ".jsonl"),
        Format("label_studio", label_studio.read, label_studio.write, ".json"),
    )
}

#: File ending -> reader of all articles in a file (the shapes of .jsonl share one reader).
READERS: dict[str, Callable[[Path], list[Article]]] = {f.ending: f.read for f in FORMATS.values()}

#: File ending -> ending of the file beside it that holds a part of the same article.
COMPANIONS: dict[str, str] = {".ann": ".txt"}


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        SitrepError: there is none; the nearest name is given.
    """
    return choose(FORMATS, name, "format")
