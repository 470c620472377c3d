"""spaCy's span categoriser and named entity recogniser, each from scratch on a CPU.

Honnibal et al. 2020, spaCy. A block of an article is a document; its words are ours
(data/words.py), so that both sides know the same places for a span to begin and end.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.article import Article, Span
from data.errors import SitrepError
from data.schema import Schema
from eval.baselines.base import Words, blocks, need, without_overlap
from eval.baselines.config import SpacyConfig

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example
    from spacy.vocab import Vocab

#: Name of the span group that spancat writes.
GROUP = "sc"


class Spacy:
    """One component over a token-to-vector layer of its own.

    Raises:
        SitrepError: spaCy is not installed, or `component` is none of its two.
    """

    def __init__(self, config: SpacyConfig, schema: Schema) -> None:
        need("spaCy", "spacy", "spacy")
        if config.component not in ("spancat", "ner"):
            raise SitrepError(f"component={config.component} is not one of spancat, ner.")
        self.config = config
        self.schema = schema
        self._nlp: Language | None = None

    def fit(self, train: Sequence[Article], dev: Sequence[Article]) -> None:
        """Train for `steps` updates and keep the state that was best on dev."""
        import spacy
        from spacy.training.initialize import init_nlp
        from spacy.training.loop import train as train_loop

        splits = {"train": train, "dev": dev}
        _register(lambda split, nlp: self._examples(splits[split], nlp))
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder)
            train_loop(
                init_nlp(self._pipeline()), output, stdout=io.StringIO(), stderr=io.StringIO()
            )
            self._nlp = spacy.load(output / "model-best")

    def tag(self, articles: Sequence[Article]) -> list[Article]:
        """Tag articles block by block; of overlapping spans of a layer the most probable stays."""
        if self._nlp is None:
            raise RuntimeError("fit first")
        cut = [blocks(article) for article in articles]
        documents = self._nlp.pipe(
            _document(article, words, self._nlp.vocab)
            for article, parts in zip(articles, cut, strict=True)
            for words in parts
        )
        return [
            article.with_spans(
                span for words in parts for span in self._spans(next(documents), words)
            )
            for article, parts in zip(articles, cut, strict=True)
        ]

    def _pipeline(self) -> Any:
        from spacy.language import DEFAULT_CONFIG
        from spacy.util import load_config

        config = self.config
        part: dict[str, Any] = {"factory": config.component, "model": {"tok2vec": {
            "@architectures": "spacy.Tok2VecListener.v1", "width": config.width,
        }}}  # fmt: skip
        if config.component == "spancat":
            part |= {"spans_key": GROUP, "threshold": config.threshold}
            part["model"]["@architectures"] = "spacy.SpanCategorizer.v1"
            part["suggester"] = {
                "@misc": "spacy.ngram_range_suggester.v1",
                "min_size": 1,
                "max_size": config.longest,
            }
        score = f"spans_{GROUP}_f" if config.component == "spancat" else "ents_f"
        base = DEFAULT_CONFIG.merge(load_config(Path(__file__).with_name("spacy.cfg")))
        return base.merge(
            {
                "components": {
                    "tok2vec": {"model": {"width": config.width}},
                    "finder": part,
                },
                "training": {
                    "seed": config.seed,
                    "max_steps": config.steps,
                    "eval_frequency": config.evaluate_every,
                    "score_weights": {score: 1.0},
                    "batcher": {"size": config.batch},
                    "optimizer": {"learn_rate": config.learning_rate},
                },
            }
        )

    def _examples(self, articles: Sequence[Article], nlp: Language) -> Iterator[Example]:
        """Blocks with those gold spans that lie on whole words of one block."""
        from spacy.tokens import Span as Slice
        from spacy.training import Example
        from spacy.util import filter_spans

        for article in articles:
            gold = self.schema.gold(article)
            for words in blocks(article):
                doc = _document(article, words, nlp.vocab)
                first = {start: i for i, (start, _) in enumerate(words)}
                last = {end: i + 1 for i, (_, end) in enumerate(words)}
                spans = [
                    Slice(doc, first[span.start], last[span.end], label=span.label)
                    for span in gold
                    if span.start in first and span.end in last
                ]
                doc.spans[GROUP] = spans
                doc.set_ents(filter_spans(spans))
                yield Example(_document(article, words, nlp.vocab), doc)

    def _spans(self, doc: Doc, words: Words) -> list[Span]:
        if self.config.component == "ner":
            return [Span(e.label_, words[e.start][0], words[e.end - 1][1]) for e in doc.ents]
        group = doc.spans[GROUP]
        found = [
            Span(s.label_, words[s.start][0], words[s.end - 1][1], score=float(score))
            for s, score in zip(group, group.attrs["scores"], strict=True)
        ]
        return [
            span
            for layer in self.schema.layers
            for span in without_overlap(
                [s for s in found if s.label in {label.name for label in layer.labels}],
                lambda s: -(s.score or 0),
            )
        ]


def _document(article: Article, words: Words, vocab: Vocab) -> Doc:
    from spacy.tokens import Doc

    blank = [article.text[end : end + 1].isspace() for _, end in words]
    return Doc(vocab, [article.text[start:end] for start, end in words], blank)


def _register(examples: Callable[[str, Language], Iterator[Example]]) -> None:
    """Give spaCy's training a source of examples, and a bar in place of its printed table."""
    import spacy

    def reader(split: str) -> Callable[[Language], Iterator[Example]]:
        return lambda nlp: examples(split, nlp)

    def bar() -> Callable[..., Any]:
        def setup(nlp: Language, *_: Any) -> tuple[Callable[[Any], None], Callable[[], None]]:
            columns = (TextColumn("spaCy"), BarColumn(), MofNCompleteColumn(),
                       TimeRemainingColumn())  # fmt: skip
            progress = Progress(*columns, transient=True)
            progress.start()
            task = progress.add_task("spaCy", total=nlp.config["training"]["max_steps"])
            return lambda info: progress.advance(task), progress.stop

        return setup

    spacy.registry.readers.register("sitrep.Blocks.v1", func=reader)
    spacy.registry.loggers.register("sitrep.Bar.v1", func=bar)
