"""The bundle folder: what export leaves behind, usable without this repository.

`bundle.json` (version, window and decoding settings, files), `schema.json`, `tokenizer.json`,
`model.onnx`, perhaps `model.int8.onnx`, `calibration.json` where the run had one, `README.md`
(the model card), `tag.py` with the package `sitrep/` it needs, `SHA256SUMS`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.errors import SitrepError
from data.schema import Schema

#: Raised whenever the meaning of `bundle.json` changes.
BUNDLE_VERSION = 1

SETTINGS = "bundle.json"
SUMS = "SHA256SUMS"

#: Precision -> file of the graph.
GRAPHS = {"fp32": "model.onnx", "int8": "model.int8.onnx"}


@dataclass(frozen=True)
class Settings:
    """What the code needs to know of a bundle beside schema and weights.

    Attributes:
        name: of the run it was exported from.
        max_length: tokens of a window.
        context: tokens of context on each side of a window's core.
        shapes: windows carry word shapes.
        pad_id: id of the padding token.
        precisions: graphs that were published, of `fp32` and `int8`.
        version: of this file's meaning.
    """

    name: str
    max_length: int
    context: int
    shapes: bool
    pad_id: int
    precisions: tuple[str, ...]
    version: int = BUNDLE_VERSION

    def save(self, folder: Path) -> None:
        """Write `bundle.json`."""
        text = json.dumps(asdict(self), indent=2) + "\n"
        (folder / SETTINGS).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Bundle:
    """An exported folder whose files have been checked."""

    path: Path
    settings: Settings
    schema: Schema

    @classmethod
    def open(cls, folder: str | Path) -> Bundle:
        """Check a bundle's files against its checksums and read its settings.

        Raises:
            SitrepError: a file is missing or altered, or the version is another.
        """
        path = Path(folder)
        if not is_bundle(path):
            raise SitrepError(f"{path} is not a bundle: it has no {SETTINGS}.")
        settings = _settings(path / SETTINGS)
        check_sums(path)
        return cls(path, settings, Schema.load(path / "schema.json"))

    def graph(self, precision: str) -> Path:
        """The ONNX file of a precision.

        Raises:
            SitrepError: it was not published.
        """
        if precision not in self.settings.precisions:
            known = ", ".join(self.settings.precisions)
            raise SitrepError(f"{self.path} has no {precision} graph, only {known}.")
        return self.path / GRAPHS[precision]


def is_bundle(folder: Path) -> bool:
    """True if the folder holds, or should hold, a bundle."""
    return (folder / SETTINGS).is_file()


def _settings(path: Path) -> Settings:
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = stored["version"]
    except (ValueError, KeyError, TypeError):
        raise SitrepError(f"{path} is not a bundle's settings; export the run again.") from None
    if version != BUNDLE_VERSION:
        raise SitrepError(
            f"{path} has version {version}, this code reads {BUNDLE_VERSION};"
            " use the bundle's own tag.py, or export the run again."
        )
    try:
        return Settings(**{**stored, "precisions": tuple(stored["precisions"])})
    except (KeyError, TypeError) as error:
        raise SitrepError(f"{path}: a field is missing or unknown: {error}.") from None


def write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` over all other files of the folder, as `sha256sum -c` reads them."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.name != SUMS)
    lines = [f"{_digest(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def check_sums(folder: Path) -> None:
    """Compare all files with `SHA256SUMS`.

    Raises:
        SitrepError: naming the first file that is missing or altered.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        raise SitrepError(f"{folder / SUMS} is missing or damaged; export the run again.") from None
    for line in lines:
        digest, _, name = line.partition("  ")
        file = folder / name
        if not file.is_file():
            raise SitrepError(f"{file} is missing; restore it or export the run again.")
        if _digest(file) != digest:
            raise SitrepError(
                f"{file} was altered: its sha256 is not the one in {SUMS};"
                " restore it or export the run again."
            )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
