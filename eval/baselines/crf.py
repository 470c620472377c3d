"""A conditional random field for each layer, over words, with the usual features.

Lafferty et al. 2001, Conditional random fields; the features are those of Stanford NER (Finkel et
al. 2005) without its clusters. Trained by CRFsuite (Okazaki 2007) through `python-crfsuite`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.article import Article
from data.bio import to_spans
from data.schema import Schema
from eval.baselines.base import Words, block_tags, blocks, need
from eval.baselines.config import CrfConfig


class Crf:
    """A field for each layer of a schema; the blocks of an article are its sequences.

    Raises:
        SitrepError: python-crfsuite is not installed.
    """

    def __init__(self, config: CrfConfig, schema: Schema) -> None:
        need("python-crfsuite", "pycrfsuite", "crf")
        self.config = config
        self.schema = schema
        self._models: list[bytes] = []

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Train on `train`; the penalties were chosen on dev beforehand (configs/baseline)."""
        import pycrfsuite

        items, tags = [], []
        for article in train:
            parts = zip(blocks(article), block_tags(article, self.schema), strict=True)
            for words, rows in parts:
                items.append(pycrfsuite.ItemSequence(self._features(article.text, words)))
                tags.append(rows)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                   TimeRemainingColumn())  # fmt: skip
        self._models = []
        with (
            tempfile.TemporaryDirectory() as folder,
            Progress(*columns, transient=True) as progress,
        ):
            total = self.config.iterations * len(self.schema.layers)
            bar = progress.add_task("crf", total=total)
            for column, layer in enumerate(self.schema.layers):
                progress.update(
                    bar, description=f"crf, {layer.name}", completed=column * self.config.iterations
                )
                trainer = _trainer(lambda: progress.advance(bar))
                trainer.set_params(self._settings())
                for sequence, rows in zip(items, tags, strict=True):
                    trainer.append(sequence, [layer.tags[tag] for tag in rows[:, column]])
                path = Path(folder, layer.name)
                trainer.train(str(path))
                self._models.append(path.read_bytes())

    def tag(self, articles: Sequence[Article]) -> list[Article]:
        """Tag articles block by block; an `I-` that continues nothing is dropped."""
        import pycrfsuite

        taggers = []
        for model in self._models:
            taggers.append(pycrfsuite.Tagger())
            taggers[-1].open_inmemory(model)
        index = [{tag: i for i, tag in enumerate(layer.tags)} for layer in self.schema.layers]
        tagged = []
        for article in articles:
            spans = []
            for words in blocks(article):
                items = pycrfsuite.ItemSequence(self._features(article.text, words))
                rows = [
                    [known[tag] for tag in tagger.tag(items)]
                    for tagger, known in zip(taggers, index, strict=True)
                ]
                spans += to_spans(np.array(rows, dtype=np.int8).T, words, self.schema.layers)
            tagged.append(article.with_spans(spans))
        return tagged

    def _features(self, text: str, words: Words) -> list[list[str]]:
        return features([text[start:end] for start, end in words], self.config.around)

    def _settings(self) -> dict[str, Any]:
        return {
            "c1": self.config.l1,
            "c2": self.config.l2,
            "max_iterations": self.config.iterations,
            "feature.minfreq": self.config.rare,
            "feature.possible_transitions": True,  # so that illegal ones are learnt to be so
        }


def features(words: Sequence[str], around: int) -> list[list[str]]:
    """Features of each word of a block: the word, its parts and shape, and its neighbours'.

    Args:
        words: in order.
        around: words on each side that are looked at.
    """
    lower = [word.lower() for word in words]
    shapes = [shape(word) for word in words]
    found = []
    for i, word in enumerate(lower):
        row = ["bias"]
        row += [f"prefix={word[:n]}" for n in range(1, min(5, len(word)))]
        row += [f"suffix={word[-n:]}" for n in range(1, min(5, len(word)))]
        for offset in range(-around, around + 1):
            j = i + offset
            if 0 <= j < len(words):
                row += [f"word[{offset}]={lower[j]}", f"shape[{offset}]={shapes[j]}"]
            elif -1 <= offset <= 1:
                row.append(f"edge[{offset}]")
        if i > 0:
            row += [
                f"words[-1,0]={lower[i - 1]} {word}",
                f"shapes[-1,0]={shapes[i - 1]}{shapes[i]}",
            ]
        if i + 1 < len(words):
            row += [f"words[0,1]={word} {lower[i + 1]}", f"shapes[0,1]={shapes[i]}{shapes[i + 1]}"]
        found.append(row)
    return found


def shape(word: str) -> str:
    """The word's pattern of capitals and digits, runs of more than two cut to two: `Xxx`, `dd`."""
    pattern = re.sub(r"\d", "d", re.sub(r"[^\W\d_]", lambda m: "xX"[m[0].isupper()], word))
    return re.sub(r"(.)\1{2,}", r"\1\1", pattern)


def _trainer(tick: Any) -> Any:
    """A quiet trainer that calls `tick` after each iteration."""
    import pycrfsuite

    class Trainer(pycrfsuite.Trainer):  # type: ignore[misc]
        def message(self, message: str) -> None:
            if "Iteration #" in message:
                tick()

    return Trainer(algorithm="lbfgs")
