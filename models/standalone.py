"""`python tag.py ARTICLE.txt …`: tag plain texts with the bundle this file lies in.

Needs Python 3.11, numpy, tokenizers and onnxruntime. Writes one JSON object an article: `id`
(the file's name without its ending), `text`, and `spans` of `label`, `start`, `end` (characters,
half-open), `text`, `score` and, for casualties, their values. From Python:

    from tag import Tagger
    article = Tagger.load().tag(text)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from data.article import Article
from data.errors import SitrepError
from data.prediction import dump_prediction
from models import tagger

#: The bundle.
HERE = Path(__file__).resolve().parent


class Tagger(tagger.Tagger):
    """Finds spans in articles."""

    @classmethod
    def load(
        cls,
        folder: str | Path = HERE,
        device: str = "cpu",
        precision: str = "fp32",
        threads: int = 0,
    ) -> Self:
        """Load a bundle, by default the one this file lies in."""
        return super().load(folder, device, precision, threads)


def read(files: Sequence[str]) -> Iterator[Article]:
    """The texts of files, or of standard input, as articles.

    Raises:
        SitrepError: a file cannot be read.
    """
    if not files:
        yield Article.from_text("stdin", sys.stdin.read())
    for name in files:
        try:
            text = Path(name).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SitrepError(f"{name} cannot be read as UTF-8 text: {error}.") from None
        yield Article.from_text(Path(name).stem, text)


def main() -> int:
    """Tag the files named on the command line."""
    parser = argparse.ArgumentParser(description="Tag units, places, casualties, attributions.")
    parser.add_argument("files", nargs="*", help="UTF-8 text files; none reads standard input")
    parser.add_argument("--precision", default="fp32", choices=("fp32", "int8"))
    options = parser.parse_args()
    try:
        for article in Tagger.load(precision=options.precision).stream(read(options.files)):
            print(dump_prediction(article))
    except SitrepError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
