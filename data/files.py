"""Writing files so that nothing half-written is ever left under a final name."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it into place if the block succeeds.

    Works for a file or a folder. A folder replaces an existing one only when the new one is
    complete. If the block raises, the temporary is removed and `path` is left as it was.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    temporary = holder / path.name
    try:
        yield temporary
        put_in_place(temporary, path)
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename `temporary` to `path`, which is replaced; a folder there is left beside `temporary`.

    The caller removes the folder that holds `temporary`.
    """
    if temporary.is_dir() and path.is_dir():
        path.rename(temporary.parent / "replaced")
    temporary.replace(path)


def file_sha256(path: str | Path) -> str:
    """Hexadecimal sha256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text through a temporary name."""
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")
