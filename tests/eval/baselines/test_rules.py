from __future__ import annotations

import pytest
from hypothesis import given
from strategies import articles

from data.article import Article, Span
from data.errors import SitrepError
from eval.baselines.config import RulesConfig
from eval.baselines.lexicon import Lexicon, learn
from eval.baselines.rules import Rules, matches


def found(text, label):
    article = Article.from_text("a", text)
    return {article.surface(span) for span in matches(article) if span.label == label}


@pytest.mark.parametrize(
    ("text", "label", "surfaces"),
    [
        ("The 93rd Mechanized Brigade left.", "unit", {"93rd Mechanized Brigade"}),
        ("Ukraine’s Golani Brigade left.", "unit", {"Golani Brigade"}),
        ("Ukrainian special forces and the army left.", "unit", {"Ukrainian special forces"}),
        ("They shelled eastern Syria near Homs.", "location", {"eastern Syria", "Homs"}),
        ("the Luhansk region", "location", {"Luhansk region"}),
        ("At least 12 young civilians were hurt.", "casualty", {"At least 12 young civilians"}),
        ("It left three dead and no one else.", "casualty", {"three dead", "no one"}),
        ("the troops, he later said, left", "cue", {"said"}),
        ("He has confirmed it, according to the mayor.", "source", {"He", "mayor"}),
    ],
)
def test_patterns_written_by_hand(text, label, surfaces):
    assert found(text, label) == surfaces


def test_a_lexicon_takes_the_longest_phrase_and_stops_at_the_end():
    lexicon = Lexicon("unit", [("Black", "Sea", "Fleet"), ("Black", "Sea"), ("Black",)])
    assert lexicon.find(["Black", "Sea", "Fleet", "Black", "Sea"]) == [(0, 3), (3, 5)]
    assert lexicon.find([]) == []


def test_a_phrase_is_kept_if_it_carries_its_label_often_enough(core):
    texts = ["Goma fell.", "Goma fell.", "Goma FC won.", "Goma FC won."]
    gold = [[Span("location", 0, 4)], [Span("location", 0, 4)], [], []]
    train = [
        Article.from_text(str(i), text).with_spans(spans)
        for i, (text, spans) in enumerate(zip(texts, gold, strict=True))
    ]
    kept = {share: learn(train, core, share) for share in (0.5, 0.6)}
    phrases = {
        share: {x.label: set(x.phrases) for x in lexicons} for share, lexicons in kept.items()
    }
    assert phrases[0.5]["location"] == {("Goma",)}
    assert phrases[0.6]["location"] == set()


def test_no_location_stands_inside_a_unit(core):
    train = [Article.from_text("a", "Kherson fell.").with_spans([Span("location", 0, 7)])]
    rules = Rules(RulesConfig(kept=0.5), core)
    rules.fit(train, [])
    (tagged,) = rules.tag([Article.from_text("b", "The Kherson Brigade left Kherson.")])
    surfaces = {(span.label, tagged.surface(span)) for span in tagged.spans}
    assert surfaces == {("unit", "Kherson Brigade"), ("location", "Kherson")}


@given(articles())
def test_spans_stand_on_words_and_do_not_overlap_within_a_layer(core, article):
    rules = Rules(RulesConfig(kept=0.5), core)
    rules.fit([article], [])
    (tagged,) = rules.tag([article.with_spans(())])
    for layer in core.layers:
        own = [s for s in tagged.spans if s.label in {label.name for label in layer.labels}]
        assert not any(a.overlaps(b) for i, a in enumerate(own) for b in own[:i])


def test_a_share_out_of_range_is_told(core):
    with pytest.raises(SitrepError, match="kept=0"):
        Rules(RulesConfig(kept=0), core)
