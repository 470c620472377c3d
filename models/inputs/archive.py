"""All articles of a command's input, in order, with places at which reading can go on."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from data.errors import SitrepError
from data.loading import article_files, without_companions
from models.inputs import ENDINGS, reader_of
from models.inputs.source import Item, Source


@dataclass(frozen=True, slots=True)
class Position:
    """How much of an archive lies behind.

    Attributes:
        file: sources that are done.
        place: rows of the next one that are done.
        digest: hash of the names, sizes and times of all sources that have been opened.
    """

    file: int = 0
    place: int = 0
    digest: str = ""


class Archive:
    """A file, a folder, a pattern, or standard input (`-`).

    Args:
        source: what to read; in a folder, all files below it with an ending of `ENDINGS`.
        format: reads every source as this ending (without its dot), whatever its own.
        exclude: files and folders that are no input though they lie among it.

    Raises:
        SitrepError: nothing is there, or no reader knows the format.
    """

    def __init__(
        self, source: str, format: str | None = None, exclude: Collection[Path] = ()
    ) -> None:
        self.format = format
        if source == "-":
            self.sources = [Source(None)]
        else:
            barred = {path.absolute() for path in exclude}
            self.sources = [
                Source(path)
                for path in _files(source)
                if not barred & {path.absolute(), *path.absolute().parents}
            ]
        if not self.sources:
            raise SitrepError(f"input={source} holds nothing but the output; give other files.")
        if format is not None or len(self.sources) == 1:
            reader_of(self.sources[0], format)

    @property
    def size(self) -> int | None:
        """Bytes of all sources; None if that cannot be known."""
        sizes = [source.size for source in self.sources]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def items(self, start: Position) -> Iterator[tuple[Position, Item]]:
        """Each item with the position behind it; what makes a source unreadable is a fault.

        `done` of an item counts the bytes of the whole archive.

        Raises:
            SitrepError: a source before `start` is not what it was.
        """
        digest = self._digest_at(start)
        begin = start.place
        behind = sum(source.size or 0 for source in self.sources[: start.file])
        for index in range(start.file, len(self.sources)):
            source = self.sources[index]
            digest = _digest(digest, source) if not begin else digest
            try:
                for item in reader_of(source, self.format)(source, begin):
                    position = Position(index, item.place, digest)
                    yield position, replace(item, done=behind + item.done)
            except (SitrepError, OSError) as error:
                fault = Item(0, behind, fault=_sentence(error, source))
                yield Position(index + 1, 0, digest), fault
            behind += source.size or 0
            begin = 0

    def _digest_at(self, position: Position) -> str:
        digest = ""
        for source in self.sources[: position.file + bool(position.place)]:
            digest = _digest(digest, source)
        if digest != position.digest:
            raise SitrepError(
                "The input has changed since the run was killed: files that were read are"
                " gone, new or different; remove the partial folder and start again."
            )
        return digest


def _files(source: str) -> list[Path]:
    if not Path(source).exists() and glob.has_magic(source):
        # Path.glob takes no absolute pattern.
        matches = sorted(Path(name) for name in glob.glob(source, recursive=True))  # noqa: PTH207
        files = [path for path in matches if path.is_file()]
        if not files:
            raise SitrepError(f"input={source} matches no file; mend the pattern.")
        return without_companions(files)
    return article_files(source, tuple(ENDINGS))


def _digest(before: str, source: Source) -> str:
    state = [before, str(source.path or source.name)]
    if source.path is not None and source.path.is_file():
        facts = source.path.stat()
        state += [str(facts.st_size), str(facts.st_mtime_ns)]
    return hashlib.sha256("\0".join(state).encode("utf-8", "surrogateescape")).hexdigest()


def _sentence(error: SitrepError | OSError, source: Source) -> str:
    if isinstance(error, SitrepError):
        return str(error)
    return f"{source.name}: cannot be read ({error.strerror}); look at its permissions."
