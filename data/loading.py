"""Finding and reading labelled articles, whatever their format."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from data.article import Article
from data.config import CorpusConfig
from data.errors import SitrepError
from data.formats import COMPANIONS, READERS

SPLITS = ("train", "dev", "test")


def article_files(path: str | Path, endings: Collection[str] = tuple(READERS)) -> list[Path]:
    """Files of articles at `path`: itself, or all below it with one of `endings`, sorted.

    A file that stands beside another as its companion (brat's `.txt`) is not listed.

    Raises:
        SitrepError: nothing is there.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SitrepError(f"{path} does not exist; give a folder or file of articles.")
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in endings and f.is_file())
    files = without_companions(files)
    if not files:
        known = ", ".join(sorted(endings))
        raise SitrepError(f"{path} holds no articles; files must end in one of {known}.")
    return files


def without_companions(files: Iterable[Path]) -> list[Path]:
    """The files, without those that hold a part of an article that another one names."""
    files = list(files)
    held = {f.with_suffix(e) for f in files if (e := COMPANIONS.get(f.suffix.lower()))}
    return [f for f in files if f not in held]


def reader_for(path: Path) -> Callable[[Path], list[Article]]:
    """The reader of a file, by its ending.

    Raises:
        SitrepError: no reader knows the ending.
    """
    try:
        return READERS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(READERS)
        raise SitrepError(f"{path}: no reader for '{path.suffix}' files, only {known}.") from None


def load_articles(path: str | Path) -> list[Article]:
    """All articles at `path`.

    Raises:
        SitrepError: nothing is there, a file is faulty, or two articles share an id.
    """
    articles: list[Article] = []
    origin: dict[str, Path] = {}
    for file in article_files(path):
        for article in reader_for(file)(file):
            if article.id in origin:
                raise SitrepError(
                    f"{file}: article id '{article.id}' also stands in {origin[article.id]};"
                    " give each its own."
                )
            origin[article.id] = file
            articles.append(article)
    return articles


def split_path(corpus: CorpusConfig, split: str) -> Path:
    """Folder of a split.

    Raises:
        SitrepError: it does not exist.
    """
    folder: str = getattr(corpus, split)
    path = Path(corpus.path) / folder
    if not path.is_dir():
        raise SitrepError(
            f"corpus.path={corpus.path} has no '{folder}' folder for its {split}"
            f" split; make it, or set corpus.{split}."
        )
    return path


def load_split(corpus: CorpusConfig, split: str) -> list[Article]:
    """Articles of one split, after `limit` and `seed` have been applied to training ones."""
    articles = sorted(load_articles(split_path(corpus, split)), key=lambda article: article.id)
    if split == "train":
        if corpus.seed is not None:
            random.Random(corpus.seed).shuffle(articles)
        articles = articles[: corpus.limit]
    return articles


def content_hash(path: str | Path, endings: Collection[str] = tuple(READERS)) -> str:
    """sha256 over the names and bytes of all article files at `path`, companions included."""
    digest = hashlib.sha256()
    path = Path(path)
    files = []
    for file in article_files(path, endings):
        files.append(file)
        beside = file.with_suffix(COMPANIONS.get(file.suffix.lower(), file.suffix))
        if beside != file and beside.is_file():
            files.append(beside)
    for file in files:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
