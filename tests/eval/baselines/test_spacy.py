from __future__ import annotations

from dataclasses import replace

import pytest

from data.article import Article
from data.errors import SitrepError
from data.loading import load_split
from eval.baselines.config import SpacyConfig
from eval.baselines.spacy import Spacy
from eval.scores import score

pytest.importorskip("spacy")

CONFIG = SpacyConfig(
    component="spancat",
    steps=60,
    batch=200,
    longest=8,
    width=32,
    learning_rate=0.02,
    evaluate_every=20,
    threshold=0.5,
    seed=1,
)


@pytest.mark.slow
@pytest.mark.parametrize("component", ["spancat", "ner"])
def test_what_was_learnt_is_found_again(component, core, corpus):
    train = load_split(corpus, "train")
    baseline = Spacy(replace(CONFIG, component=component), core)
    baseline.fit(train, train)
    tagged = baseline.tag([article.with_spans(()) for article in train])
    assert [article.text for article in tagged] == [article.text for article in train]
    assert score(train, tagged, core).micro().f1 > 0.7
    nested = any(a.overlaps(b) for x in tagged for a in x.spans for b in x.spans if a is not b)
    assert nested is (component == "spancat")
    assert baseline.tag([Article("e", "")]) == [Article("e", "")]


def test_another_component_is_told(core):
    with pytest.raises(SitrepError, match="component=tagger is not one of spancat, ner"):
        Spacy(replace(CONFIG, component="tagger"), core)
