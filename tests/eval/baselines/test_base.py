from __future__ import annotations

import pytest
from hypothesis import given
from strategies import articles

from data.article import Article, Span
from data.errors import SitrepError
from data.words import words
from eval.baselines.base import block_tags, blocks, need, without_overlap


@given(articles())
def test_blocks_hold_every_word_once_and_tags_stand_beside_them(core, article):
    cut = blocks(article)
    assert [word for part in cut for word in part] == words(article.text)
    assert [len(rows) for rows in block_tags(article, core)] == [len(part) for part in cut]


def test_a_paragraph_is_a_block(core):
    article = Article.from_text("a", "Goma fell.\n\nHe said so.").with_spans([Span("cue", 15, 19)])
    assert [len(part) for part in blocks(article)] == [3, 4]
    assert [rows.sum() for rows in block_tags(article, core)] == [0, 3]  # tag 3 is B-cue


def test_of_overlapping_spans_the_first_by_rank_stays():
    a, b, c = Span("x", 0, 5), Span("x", 4, 20), Span("x", 20, 22)
    assert without_overlap([a, b, c], lambda s: s.start - s.end) == [b, c]
    assert without_overlap([a, b, c], lambda s: s.start) == [a, c]


def test_a_missing_package_names_its_extra():
    with pytest.raises(
        SitrepError, match=r"Nothing is not installed; run: pip install -e '.\[no\]"
    ):
        need("Nothing", "nothing_of_that_name", "no")
