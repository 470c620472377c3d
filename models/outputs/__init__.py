"""Writers of tagged articles, one a format; all take a stream and hold a few articles of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.article import Article
from data.choice import choose
from data.errors import SitrepError
from data.formats import brat, xml
from data.schema import Label
from models.outputs import csv, folder, html, jsonl, parquet

#: Called with a sentence about what a format cannot hold.
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Output:
    """A format by name.

    Attributes:
        name: as given on the command line.
        write: writes articles to a path that does not exist yet; given the labels that a model
            predicts, too.
        ending: of the file; None if `write` makes a folder.
    """

    name: str
    write: Callable[[Path, Iterable[Article], Tell, Sequence[Label]], None]
    ending: str | None


#: Name -> format.
OUTPUTS: dict[str, Output] = {
    output.name: output
    for output in (
        Output("jsonl", jsonl.write, ".jsonl"),
        Output("parquet", parquet.write, ".parquet"),
        Output("csv", csv.write, ".csv"),
        Output("html", html.write, ".html"),
        Output("xml", folder.writer(xml.write), None),
        Output("brat", folder.writer(brat.write), None),
    )
}


def output_of(path: Path, format: str | None) -> Output:
    """The format of an output, by name or by the path's ending.

    Raises:
        SitrepError: there is none.
    """
    if format is None:
        chosen = next((o for o in OUTPUTS.values() if o.ending == path.suffix.lower()), None)
        if chosen is None:
            endings = ", ".join(o.ending for o in OUTPUTS.values() if o.ending)
            raise SitrepError(
                f"output={path}: name a file that ends in one of {endings},"
                " or a folder with format=xml or format=brat."
            )
    else:
        chosen = choose(OUTPUTS, format, "format")
    return chosen


def check_free(path: Path, output: Output) -> None:
    """A file may be replaced, a folder with something in it may not.

    Raises:
        SitrepError: `path` cannot take the output.
    """
    if output.ending is not None and path.is_dir():
        raise SitrepError(f"output={path} is a folder; {output.name} needs a file.")
    if output.ending is None and path.exists() and (path.is_file() or any(path.iterdir())):
        raise SitrepError(f"output={path} is there already; {output.name} needs a new folder.")
