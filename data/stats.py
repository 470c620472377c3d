"""What a corpus holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from data.article import Article
from data.schema import Schema


def corpus_stats(splits: Mapping[str, Sequence[Article]], schema: Schema) -> dict[str, Any]:
    """Count articles, words, spans and forms.

    Returns:
        `splits`: for each split `articles`, `words` (blank-separated), `spans` per label, and
        counts by `conflict` and `genre`; `forms`: for each label the most frequent and the
        number of forms that occur once; `unseen`: for each split but `train`, the share of its
        distinct forms per label that do not occur in `train`.
    """
    forms = {name: _forms(articles, schema) for name, articles in splits.items()}
    known = forms.get("train", {label: Counter() for label in schema.labels})
    return {
        "splits": {name: _split(articles, schema) for name, articles in splits.items()},
        "forms": {label: _summary([f[label] for f in forms.values()]) for label in schema.labels},
        "unseen": {
            name: {label: _unseen(found[label], known[label]) for label in schema.labels}
            for name, found in forms.items()
            if name != "train"
        },
    }


def _split(articles: Sequence[Article], schema: Schema) -> dict[str, Any]:
    labels = Counter(span.label for article in articles for span in schema.gold(article))
    return {
        "articles": len(articles),
        "words": sum(len(article.text.split()) for article in articles),
        "spans": {label: labels[label] for label in schema.labels},
        "conflict": dict(Counter(a.meta.get("conflict", "") for a in articles).most_common()),
        "genre": dict(Counter(a.meta.get("genre", "") for a in articles).most_common()),
    }


def _forms(articles: Sequence[Article], schema: Schema) -> dict[str, Counter[str]]:
    forms: dict[str, Counter[str]] = {label: Counter() for label in schema.labels}
    for article in articles:
        for span in schema.gold(article):
            forms[span.label][article.surface(span)] += 1
    return forms


def _summary(counters: Sequence[Counter[str]]) -> dict[str, Any]:
    total: Counter[str] = sum(counters, Counter())
    return {
        "distinct": len(total),
        "once": sum(count == 1 for count in total.values()),
        "most_frequent": total.most_common(10),
        "rarest": sorted(form for form, count in total.items() if count == 1)[:10],
    }


def _unseen(found: Counter[str], known: Counter[str]) -> float:
    return sum(form not in known for form in found) / len(found) if found else 0.0
