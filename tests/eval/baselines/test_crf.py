from __future__ import annotations

import pytest
from conftest import SMALL

from data.formats import xml
from eval.baselines.config import CrfConfig
from eval.baselines.crf import Crf, features, shape
from eval.scores import score

CONFIG = CrfConfig(l1=0.0, l2=0.01, iterations=40, around=2, rare=0)


@pytest.mark.parametrize(
    ("word", "pattern"), [("Kharkiv", "Xxx"), ("IDF", "XX"), ("2023", "dd"), ("M23", "Xdd")]
)
def test_shapes(word, pattern):
    assert shape(word) == pattern


def test_features_look_at_neighbours_and_edges():
    first, _, last = features(["In", "Goma", "."], around=1)
    assert {"word[0]=in", "word[1]=goma", "shape[1]=Xxx", "edge[-1]", "words[0,1]=in goma"} <= {
        *first
    }
    assert "edge[1]" in last
    assert not any(row.startswith("word[-2]") for row in last)


def test_what_was_learnt_is_found_again(core):
    train = [
        xml.parse(f'<article id="{i}">{body}</article>'.encode()).article
        for i, body in enumerate(SMALL["train"])
    ]
    crf = Crf(CONFIG, core)
    crf.fit(train, [])
    tagged = crf.tag([article.with_spans(()) for article in train])
    assert score(train, tagged, core).micro().f1 == 1
    assert any(a.overlaps(b) for a in tagged[0].spans for b in tagged[0].spans if a is not b)


def test_an_empty_article_is_tagged(core, article):
    from data.article import Article

    crf = Crf(CONFIG, core)
    crf.fit([article], [])
    assert crf.tag([Article("e", "")]) == [Article("e", "")]
