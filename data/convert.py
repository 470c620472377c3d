"""Turning labelled articles of one format into another."""

from __future__ import annotations

from pathlib import Path

from data.errors import SitrepError
from data.formats import format_named
from data.loading import load_articles
from data.outside import adapter_named


def convert(
    source: str | Path, target: str | Path, format: str, adapter: str | None = None
) -> list[str]:
    """Write all articles at `source` to `target`.

    Args:
        source: a file or folder in any format that can be read, told by its file endings.
        target: a folder for formats of a file an article (xml, brat), else a file.
        format: name of the format to write.
        adapter: reader of a corpus with definitions of its own (`data.outside`), in place of
            the readers by file ending.

    Returns:
        What the format could not hold, a sentence each naming the article and the span.

    Raises:
        SitrepError: the source is faulty, format or adapter unknown, or `target` not fit for it.
    """
    chosen = format_named(format)
    load = load_articles if adapter is None else adapter_named(adapter)
    target = Path(target)
    if target.resolve() == Path(source).resolve():
        raise SitrepError(f"in={source} and out={target} are the same; write elsewhere.")
    if chosen.folder and target.exists() and not target.is_dir():
        raise SitrepError(f"out={target} is a file; format={format} needs a folder.")
    if not chosen.folder and (target.is_dir() or target.suffix != chosen.ending):
        raise SitrepError(
            f"out={target} cannot be read back as {format}; name a file that ends in"
            f" {chosen.ending}."
        )
    return chosen.write(target, load(Path(source)))
