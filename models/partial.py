"""The work folder of an unfinished output, from which a killed run goes on.

`.NAME.partial/` stands beside the output NAME and holds `articles.jsonl`, the tagged articles so
far with all they hold, and `journal.jsonl`: a header, then a line a chunk with the position
in the input and the size of `articles.jsonl`. Both are forced to disk chunk by chunk, articles
first; what stands behind the last whole line of the journal is cut off when a run goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from data.article import Article
from data.errors import SitrepError
from data.files import put_in_place
from data.formats.jsonl import dumps, parse
from models.inputs.archive import Position

#: Raised whenever the meaning of the journal changes.
JOURNAL_VERSION = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What has been tagged, and how many files or rows were skipped."""

    articles: int = 0
    words: int = 0
    spans: int = 0
    skipped: int = 0

    def plus(self, articles: Iterable[Article], skipped: int) -> Counts:
        """The counts with further articles."""
        counts = replace(self, skipped=self.skipped + skipped)
        for article in articles:
            counts = Counts(
                counts.articles + 1,
                counts.words + len(article.text.split()),
                counts.spans + len(article.spans),
                counts.skipped,
            )
        return counts


def partial_folder(output: Path) -> Path:
    """Where the unfinished output lies."""
    return output.with_name(f".{output.name}.partial")


class Partial:
    """An unfinished output; a context manager that keeps other processes out.

    Args:
        output: where the finished output will stand.
        settings: what must be the same when a run goes on, by name.
        resume: go on where an earlier run stopped, if there is one.

    Raises:
        SitrepError: an earlier run's folder is there and `resume` is not wanted, or it was begun
            with other settings, or another process is at it.
    """

    def __init__(self, output: Path, settings: Mapping[str, Any], resume: bool) -> None:
        self.output = output
        self.folder = partial_folder(output)
        self.position = Position()
        self.counts = Counts()
        if self.folder.exists() and not resume:
            raise SitrepError(
                f"{self.folder} holds an unfinished run; go on with resume=true, or remove it."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self._journal = (self.folder / "journal.jsonl").open("a+b")
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._journal.close()
            raise SitrepError(f"{self.folder} is in use by another process; wait for it.") from None
        self._articles = (self.folder / "articles.jsonl").open("a+b")
        self._recover({"version": JOURNAL_VERSION, **settings})

    def __enter__(self) -> Partial:
        return self

    def __exit__(self, *error: object) -> None:
        self._articles.close()
        self._journal.close()

    def append(self, articles: Iterable[Article], position: Position, skipped: int) -> None:
        """Put a chunk on disk, with the position behind it and the faults found in it."""
        articles = list(articles)
        for article in articles:
            self._articles.write(dumps(article).encode() + b"\n")
        _force(self._articles)
        self.position, self.counts = position, self.counts.plus(articles, skipped)
        self._note(
            {
                "position": asdict(position),
                "counts": asdict(self.counts),
                "size": self._articles.tell(),
            }
        )

    def articles(self) -> Iterator[Article]:
        """All articles so far."""
        path = self.folder / "articles.jsonl"
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                article = parse(line.decode(), f"{path}:{number}", str(number))
                assert article is not None
                yield article

    def finish(self, write: Callable[[Path, Iterable[Article]], None]) -> None:
        """Have the output written, put it in its place and remove the work folder."""
        joined = self.folder / "joined" / self.output.name
        shutil.rmtree(joined.parent, ignore_errors=True)
        joined.parent.mkdir()
        write(joined, self.articles())
        for path in [joined, *joined.rglob("*")]:
            if path.is_file():
                with path.open("rb") as written:
                    os.fsync(written.fileno())
        put_in_place(joined, self.output)
        (self.folder / "journal.jsonl").unlink()  # first: it says what the rest must hold
        shutil.rmtree(self.folder)

    def _recover(self, header: dict[str, Any]) -> None:
        self._journal.seek(0)
        whole, _, _ = self._journal.read().rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        size = 0
        if lines:
            self._compare(json.loads(lines[0]), header)
        if len(lines) > 1:
            last = json.loads(lines[-1])
            if self._articles.seek(0, os.SEEK_END) < last["size"]:  # killed while tidying up
                lines, whole = [], b""
            else:
                size = last["size"]
                self.position, self.counts = Position(**last["position"]), Counts(**last["counts"])
        self._articles.truncate(size)
        self._articles.seek(size)
        self._journal.truncate(len(whole) + 1 if lines else 0)
        if not lines:
            self._note(header)

    def _compare(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        for name, value in new.items():
            if old.get(name) != value:
                raise SitrepError(
                    f"{self.folder} was begun with {name}={old.get(name)}, not {name}={value};"
                    " give the same, or remove it and start again."
                )

    def _note(self, record: dict[str, Any]) -> None:
        self._journal.write(json.dumps(record).encode() + b"\n")
        _force(self._journal)


def _force(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())
