from __future__ import annotations

import pytest
from hypothesis import given
from strategies import articles

from data.article import BLOCK_BREAK, Article, Block, Span, paragraphs
from data.errors import SitrepError
from data.formats import xml


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("xml")


@given(articles())
def test_what_is_not_told_is_kept(folder, article):
    lost = xml.write(folder, [article])
    if any("lacks" in line for line in lost):
        with pytest.raises(SitrepError, match=r"lacks|neither"):
            xml.read(folder / "a.xml")
        return
    (back,) = xml.read(folder / "a.xml")
    assert back.meta == article.meta
    if not any("offsets shift" in line for line in lost):
        assert back.text == article.text
    if not lost:
        assert list(back.spans) == list(article.spans)
        assert not article.blocks or back.blocks == article.blocks
    left_out = sum("left out" in line for line in lost)
    assert len(back.spans) == len(article.spans) - left_out
    # Whatever shifts, the words of each span stay.
    assert {back.surface(s) for s in back.spans} <= {article.surface(s) for s in article.spans}


def test_losses(tmp_path):
    text = "Kyiv\x00 fell\n \n12 dead, some"
    spans = (
        Span("location", 0, 4, "l1", {}, 0.5),
        Span("unit", 0, 6, None, {"kind": "fleet"}),
        Span("cue", 2, 8),
        Span("GPE", 6, 10),
        Span("source", 9, 15),
        Span("casualty", 13, 20, "l1", {"outcome": "killed", "by": "l1", "note": "x"}),
    )
    meta = {"id": "x", "date": "2022", "my key": "y"}
    article = Article("a", text, (), (Block("title", 0, 10),), meta).with_spans(spans)
    assert xml.write(tmp_path, [article]) == [
        "article a has U+0000 at 4, which becomes U+FFFD.",
        "article a has a block 'title', now a p.",
        "article a has text outside blocks at [13, 26), now a p.",
        "article a loses its blanks around blocks, which become one empty line, so offsets shift.",
        "article a loses its id, my key.",
        "article a: cue [2, 8) 'iv� fe' is left out, for it crosses location [0, 4).",
        "article a: GPE [6, 10) 'fell' is left out, for its label is not in the guidelines.",
        "article a: source [9, 15) 'l 12' is left out, for it runs over a block's edge.",
        "article a: unit [0, 6) 'Kyiv�' loses its kind.",
        "article a: unit [0, 6) 'Kyiv�' lacks kind, without which reading will refuse the file.",
        "article a: location [0, 4) 'Kyiv' loses its score.",
        "article a: casualty [13, 20) '12 dead' loses its by, note and id.",
        "article a: casualty [13, 20) '12 dead' lacks victims, low or high, without which reading"
        " will refuse the file.",
    ]
    parsed = xml.parse((tmp_path / "a.xml").read_bytes())
    assert parsed.article.text == "Kyiv\ufffd fell" + BLOCK_BREAK + "12 dead, some"


def test_empty_text(tmp_path):
    assert xml.write(tmp_path, [Article("a", "")]) == []
    assert xml.read(tmp_path / "a.xml") == [Article("a", "")]


def test_corpus_form_is_kept(tmp_path):
    text = "Head\n\nKyiv fell"
    blocks = (Block("headline", 0, 4), Block("p", 6, 15))
    article = Article("a", text, (Span("location", 6, 10),), blocks, {"date": "d"})
    assert xml.write(tmp_path, [article]) == []
    assert xml.read(tmp_path / "a.xml") == [article]
    assert paragraphs(text) != blocks
