"""The library call: text in, articles with spans out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Protocol, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from data.article import Article
from data.encode import Encoded, Window, WindowEncoder
from data.errors import SitrepError
from data.schema import Schema
from models.bundle import Bundle, is_bundle
from models.calibration import Calibration
from models.decode import decode, join_windows
from models.runs import Run
from models.values import figure_labels, with_values

T = TypeVar("T", bound="Tagger")

#: Each article's words and their logits, shape (words, tags).
Logits = list[tuple[Encoded, NDArray[np.float32]]]


class Backend(Protocol):
    """Anything that turns windows into logits."""

    def logits(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """For each window, logits of shape (tokens, tags), in the windows' order."""
        ...


class Tagger:
    """Finds spans in articles, and reads what casualty figures say (`models.values`).

    Args:
        backend: gives the logits.
        encoder: cuts articles into windows.
        schema: the layers of the logits.
        chunk: articles whose windows are batched together.
        calibration: temperatures for the spans' scores; none leaves them as the model gives them.
    """

    def __init__(
        self,
        backend: Backend,
        encoder: WindowEncoder,
        schema: Schema,
        chunk: int = 64,
        calibration: Calibration | None = None,
    ) -> None:
        self.backend = backend
        self.encoder = encoder
        self.schema = schema
        self.chunk = chunk
        self.calibration = calibration
        self._figures = figure_labels(schema)

    @classmethod
    def load(
        cls, folder: str | Path, device: str = "cpu", precision: str = "fp32", threads: int = 0
    ) -> Self:
        """Load the tagger of a run (PyTorch) or of a bundle (ONNX Runtime, no PyTorch needed).

        Args:
            folder: a finished run, or a bundle.
            device: cpu or cuda.
            precision: fp32, or int8 for a bundle that has it.
            threads: cores to use; 0 takes all.

        Raises:
            SitrepError: the folder is neither, is damaged, or its parts do not fit together.
        """
        path = Path(folder)
        if is_bundle(path):
            return _of_bundle(cls, path, device, precision, threads)
        if precision != "fp32":
            raise SitrepError(
                f"{path} is not a bundle; precision={precision} needs an exported one."
            )
        return _of_run(cls, path, device, threads)

    @overload
    def tag(self, articles: str | Article) -> Article: ...  # type: ignore[overload-overlap]

    @overload
    def tag(self, articles: Iterable[str | Article]) -> list[Article]: ...

    def tag(self, articles: str | Article | Iterable[str | Article]) -> Article | list[Article]:
        """Tag one text or article (returns it with spans), or several (returns a list)."""
        if isinstance(articles, str | Article):
            return next(self.stream([articles]))
        return list(self.stream(articles))

    def stream(self, articles: Iterable[str | Article]) -> Iterator[Article]:
        """Tag articles one chunk at a time, in order, in constant memory.

        A bare text becomes an article whose id is its place in the input.
        """
        named = (
            Article.from_text(str(index), item) if isinstance(item, str) else item
            for index, item in enumerate(articles)
        )
        for tagged in self.stream_chunks(iter(lambda: list(islice(named, self.chunk)), [])):
            yield from tagged

    def stream_chunks(self, chunks: Iterable[Sequence[Article]]) -> Iterator[list[Article]]:
        """Tag chunks as they are cut, each one's windows batched together.

        The next chunk is read and computed while one is decoded, so reading is a chunk ahead.
        """
        waiting: tuple[Sequence[Article], Future[Logits]] | None = None
        with ThreadPoolExecutor(1) as ahead:
            for chunk in chunks:
                coming = ahead.submit(self.word_logits, chunk)
                if waiting is not None:
                    yield self._with_spans(waiting[0], waiting[1].result())
                waiting = (chunk, coming)
            if waiting is not None:
                yield self._with_spans(waiting[0], waiting[1].result())

    def word_logits(self, articles: Sequence[Article]) -> Logits:
        """Each article's words and their logits, shape (words, tags)."""
        encoded = [self.encoder.encode(article) for article in articles]
        rows = iter(self.backend.logits([w for e in encoded for w in e.windows]))
        width = len(self.schema.tags)
        return [(e, join_windows(e, [next(rows) for _ in e.windows], width)) for e in encoded]

    def _with_spans(self, articles: Sequence[Article], found: Logits) -> list[Article]:
        tagged = []
        for article, (encoded, logits) in zip(articles, found, strict=True):
            spans = decode(logits, encoded, self.schema, self.calibration)
            tagged.append(with_values(article.with_spans(spans), self._figures))
        return tagged


def _of_bundle(kind: type[T], folder: Path, device: str, precision: str, threads: int) -> T:
    from tokenizers import Tokenizer

    from models.onnx_backend import OnnxBackend

    bundle = Bundle.open(folder)
    settings = bundle.settings
    encoder = WindowEncoder(
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        settings.max_length,
        settings.context,
        settings.shapes,
    )
    backend = OnnxBackend(bundle.graph(precision), settings.pad_id, device, threads)
    calibration = _calibration(folder / "calibration.json", bundle.schema)
    return kind(backend, encoder, bundle.schema, calibration=calibration)


def _of_run(kind: type[T], folder: Path, device: str, threads: int) -> T:
    import torch
    from transformers import AutoModelForTokenClassification

    from models.base import load_tokenizer
    from models.torch_backend import TorchBackend

    run = Run.open(folder)
    schema = run.load_schema()
    if threads:
        torch.set_num_threads(threads)
    tokenizer = load_tokenizer(str(run.model))
    model = AutoModelForTokenClassification.from_pretrained(run.model).to(device)
    encoder = WindowEncoder(tokenizer.backend_tokenizer, **run.load_window())
    backend = TorchBackend(model, tokenizer.pad_token_id or 0)
    return kind(backend, encoder, schema, calibration=_calibration(run.calibration, schema))


def _calibration(file: Path, schema: Schema) -> Calibration | None:
    return Calibration.load(file, schema) if file.is_file() else None
