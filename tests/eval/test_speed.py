"""Scoring ten thousand articles, timed; run with -s to see the figures."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from data.article import Article, Span
from data.loading import load_articles
from data.paths import ROOT
from eval.bootstrap import add_intervals
from eval.counts import count_articles
from eval.errors import error_report
from eval.reliability import calibration_report, outcomes
from eval.scores import total
from eval.slices import slice_report
from eval.slicings import forms_of
from eval.strict import MOST, seqeval_counts

COUNT = 10_000


def disturbed(article: Article, spans, chance: random.Random) -> Article:
    """Gold spans with about one in ten dropped, moved or renamed."""
    found = []
    for span in spans:
        luck = chance.random()
        label, end = span.label, span.end
        if luck < 0.03:
            continue
        if luck < 0.06:
            end = min(end + 4, len(article.text))
        elif luck < 0.09:
            label = chance.choice(["unit", "location", "source"])
        found.append(Span(label, span.start, end, score=round(0.5 + chance.random() / 2, 3)))
    return article.with_spans(found)


@pytest.mark.slow
def test_ten_thousand_articles_are_scored_in_seconds(core, small_encoder, capsys):
    chance = random.Random(0)
    base = load_articles(ROOT / "data" / "corpus" / "test")
    gold = [replace(base[i % len(base)], id=f"a{i}") for i in range(COUNT)]
    found = [disturbed(article, core.gold(article), chance) for article in gold]
    times: dict[str, float] = {}

    def timed(name, task):
        start = time.process_time()
        result = task()
        times[name] = time.process_time() - start
        return result

    counts = timed("counts", lambda: count_articles(gold, found, core))
    scores = total(counts, core).to_dict()
    timed("bootstrap", lambda: add_intervals(scores, counts, core))
    timed("errors", lambda: error_report(gold, found, core))
    timed("slices", lambda: slice_report(gold, found, core, forms_of(base, core)))
    read = timed("outcomes", lambda: outcomes(gold, found, core))
    timed("calibration", lambda: calibration_report(read, read, core, 0.5))
    timed(
        f"seqeval on {MOST}", lambda: seqeval_counts(gold[:MOST], found[:MOST], small_encoder, core)
    )
    with capsys.disabled():
        spans = sum(len(article.spans) for article in gold)
        print(f"\n{COUNT} articles, {spans} gold spans, seconds of one core:")
        print(", ".join(f"{name} {seconds:.1f}" for name, seconds in times.items()))
    own = sum(seconds for name, seconds in times.items() if "seqeval" not in name)
    assert own < 60
