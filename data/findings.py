"""Labelled files with their lines, and findings that point at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.article import Article
from data.config import CorpusConfig
from data.formats import xml
from data.formats.fields import bytes_of
from data.loading import SPLITS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (`error`) or worth a look (`warning`) at a line of a file."""

    path: Path
    line: int
    message: str
    level: str = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level}: {self.message}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its file, and the lines that its spans and blocks stand on."""

    path: Path
    split: str
    article: Article
    lines: tuple[int, ...]
    block_lines: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """Line of the block that holds a character."""
        starts = zip(self.article.blocks, self.block_lines, strict=True)
        return max((line for block, line in starts if block.start <= offset), default=1)


def read_corpus(corpus: CorpusConfig) -> tuple[list[Labelled], list[Finding], int]:
    """Read all splits that exist, or the folder itself where it has none.

    Returns:
        What could be read, the faults of the format, and the number of files.
    """
    findings: list[Finding] = []
    read: list[Labelled] = []
    count = 0
    for split, path in _files(corpus):
        count += 1
        try:
            parsed = xml.parse(bytes_of(path))
        except ValueError as error:
            line, _, message = str(error).partition(": ")
            findings.append(Finding(path, int(line), message))
            continue
        findings += [Finding(path, fault.line, fault.message) for fault in parsed.faults]
        read.append(Labelled(path, split, parsed.article, parsed.lines, parsed.block_lines))
    return read, findings, count


def _files(corpus: CorpusConfig) -> Iterator[tuple[str, Path]]:
    root = Path(corpus.path)
    folders = {split: root / getattr(corpus, split) for split in SPLITS}
    present = {split: folder for split, folder in folders.items() if folder.is_dir()}
    for split, folder in (present or {"": root}).items():
        for path in sorted(folder.rglob("*.xml")):
            if path.is_file():
                yield split, path
