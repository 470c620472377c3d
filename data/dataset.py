"""The corpus as `datasets` objects: articles with typed features, and windows made from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from data.article import Article, Block, Span
from data.bio import to_tags
from data.config import CorpusConfig
from data.encode import WindowEncoder
from data.files import atomic_path
from data.loading import SPLITS, content_hash, load_split, split_path
from data.paths import cache_dir
from data.schema import Schema

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, Features

#: Raised whenever the columns of the article table change, so that old caches are not read.
TABLE_VERSION = 1

#: Label of tokens that no loss is taken on.
IGNORED = -100


def features() -> Features:
    """Columns of the article table. Offsets are half-open characters into `text`."""
    from datasets import Features, List, Value

    text, number = Value("string"), Value("int32")
    pair = {"name": text, "value": text}
    span = {"label": text, "start": number, "end": number, "id": text, "attributes": List(pair)}
    block = {"kind": text, "start": number, "end": number}
    return Features(
        {"id": text, "text": text, "blocks": List(block), "spans": List(span), "meta": List(pair)}
    )


def to_row(article: Article) -> dict[str, Any]:
    """An article as a row of the table."""
    return {
        "id": article.id,
        "text": article.text,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks],
        "spans": [
            {"label": s.label, "start": s.start, "end": s.end, "id": s.id,
             "attributes": _pairs(s.attributes.items())}
            for s in article.spans
        ],
        "meta": _pairs(article.meta.items()),
    }  # fmt: skip


def from_row(row: dict[str, Any]) -> Article:
    """The article of a row."""
    spans = tuple(
        Span(s["label"], s["start"], s["end"], s["id"], _mapping(s["attributes"]))
        for s in row["spans"]
    )
    blocks = tuple(Block(**block) for block in row["blocks"])
    return Article(row["id"], row["text"], spans, blocks, _mapping(row["meta"]))


def to_dataset(articles: Iterable[Article]) -> Dataset:
    """Articles as a `Dataset`."""
    from datasets import Dataset

    return Dataset.from_list([to_row(article) for article in articles], features=features())


def load_corpus(corpus: CorpusConfig, splits: Iterable[str] = SPLITS) -> DatasetDict:
    """The corpus as a `DatasetDict` of articles, cached under its content's hash.

    Raises:
        SitrepError: a split is missing or a file is faulty.
    """
    from datasets import DatasetDict, load_from_disk

    found = {}
    for split in splits:
        chosen = (corpus.limit, corpus.seed) if split == "train" else (None, None)
        state = [TABLE_VERSION, content_hash(split_path(corpus, split)), *chosen]
        key = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]
        folder = cache_dir() / "articles" / key
        if not folder.is_dir():
            dataset = to_dataset(load_split(corpus, split))
            with atomic_path(folder) as temporary:
                dataset.save_to_disk(str(temporary))
        found[split] = load_from_disk(str(folder))
    return DatasetDict(found)


def make_windows(
    dataset: Dataset, encoder: WindowEncoder, schema: Schema, layers: Collection[str] = ()
) -> Dataset:
    """Windows of a table of articles, ready for a data collator.

    Args:
        dataset: a table of articles.
        encoder: cuts them.
        schema: the layers of the labels.
        layers: layers that the articles are labelled in, all if empty; the others carry no loss.

    Columns: `input_ids` (tokens), `attention_mask` (tokens), `token_type_ids` (tokens; word shapes,
    only where the encoder gives them), `labels` (tokens x layers; the tag
    index at the first token of each core word, `IGNORED` elsewhere), `length` (tokens).
    """
    state = [
        dataset._fingerprint, encoder.tokenizer.to_str(), encoder.max_length, encoder.context,
        encoder.shapes, schema.to_dict(), sorted(layers),
    ]  # fmt: skip
    fingerprint = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]

    unlabelled = [bool(layers) and layer.name not in layers for layer in schema.layers]

    def cut(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        columns = ["input_ids", "attention_mask", "labels", "length"]
        columns += ["token_type_ids"] if encoder.shapes else []
        out: dict[str, list[Any]] = {name: [] for name in columns}
        for values in zip(*batch.values(), strict=True):
            article = from_row(dict(zip(batch, values, strict=True)))
            encoded = encoder.encode(article)
            tagged = to_tags(schema.gold(article), encoded.words, encoded.block_starts, schema)
            tags = tagged.tags.astype(int)
            tags[:, unlabelled] = IGNORED
            for window in encoded.windows:
                size = len(window.input_ids)
                labels = [[IGNORED] * len(schema.layers) for _ in range(size)]
                for offset, position in enumerate(window.positions):
                    labels[position] = tags[window.first_word + offset].tolist()
                out["input_ids"].append(list(window.input_ids))
                out["attention_mask"].append([1] * size)
                out["labels"].append(labels)
                out["length"].append(size)
                if encoder.shapes:
                    out["token_type_ids"].append(list(window.shapes))
        return out

    return dataset.map(
        cut,
        batched=True,
        batch_size=64,
        remove_columns=dataset.column_names,
        new_fingerprint=fingerprint,
        desc="cutting windows",
    )


def lost_spans(
    articles: Iterable[Article], encoder: WindowEncoder, schema: Schema
) -> dict[str, list[Span]]:
    """Gold spans that the tags cannot hold, by article id; articles without any are left out."""
    found: dict[str, list[Span]] = {}
    for article in articles:
        encoded = encoder.encode(article)
        tagged = to_tags(schema.gold(article), encoded.words, encoded.block_starts, schema)
        if tagged.lost:
            found[article.id] = list(tagged.lost)
    return found


def _pairs(items: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in items]


def _mapping(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["name"]: pair["value"] for pair in pairs}
