from __future__ import annotations

import numpy as np

from data.article import Article, Block, Span
from data.bio import block_starts, runs, to_spans, to_tags
from data.words import words

TEXT = "Kharkiv governor said Kyiv fell\n\nRebels left"


BLOCKS = (Block("p", 0, 31), Block("p", 33, 44))


def tag(spans, schema):
    article = Article("a", TEXT, tuple(spans), BLOCKS)
    bounds = words(TEXT)
    return to_tags(article.spans, bounds, block_starts(bounds, article), schema), bounds


def test_nested_spans_of_different_layers_come_back(core):
    spans = [Span("source", 0, 16), Span("location", 0, 7), Span("cue", 17, 21)]
    tagged, bounds = tag(spans, core)
    assert not tagged.lost
    assert {s.key for s in to_spans(tagged.tags, bounds, core.layers)} == {s.key for s in spans}


def test_what_tags_cannot_hold_is_named(core):
    inside_word = Span("location", 0, 4)
    over_blocks = Span("unit", 27, 39)
    outer, nested = Span("source", 0, 16), Span("cue", 8, 16)
    tagged, bounds = tag([inside_word, over_blocks, outer, nested], core)
    assert set(tagged.lost) == {inside_word, over_blocks, nested}
    assert [s.key for s in to_spans(tagged.tags, bounds, core.layers)] == [outer.key]


def test_touching_spans_stay_apart(core):
    spans = [Span("location", 0, 7), Span("location", 8, 16)]
    tagged, bounds = tag(spans, core)
    assert [s.key for s in to_spans(tagged.tags, bounds, core.layers)] == [s.key for s in spans]


def test_runs_drop_an_inside_that_continues_nothing():
    assert runs([2, 1, 2, 4, 0, 3, 4, 4, 1]) == [(0, 1, 3), (1, 5, 8), (0, 8, 9)]


def test_block_starts_mark_the_first_word_of_each_block():
    article = Article("a", TEXT, blocks=BLOCKS)
    expected = [True, False, False, False, False, True, False]
    np.testing.assert_array_equal(block_starts(words(TEXT), article), expected)
