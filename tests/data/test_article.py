from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.article import Article, Block, Span, paragraphs
from data.words import sentence_starts


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_holds_at_least_one_character(start, end):
    with pytest.raises(ValueError, match="empty or negative"):
        Span("unit", start, end)


def test_offsets_must_lie_in_the_text():
    with pytest.raises(ValueError, match="outside its 3 characters"):
        Article("a", "abc", (Span("unit", 1, 4),))
    with pytest.raises(ValueError, match="outside its 3 characters"):
        Article("a", "abc", blocks=(Block("p", 0, 9),))


def test_crossing_is_neither_nesting_nor_touching():
    span = Span("unit", 2, 6)
    assert span.crosses(Span("source", 4, 8))
    assert Span("source", 4, 8).crosses(span)
    assert not span.crosses(Span("source", 2, 9))
    assert not span.crosses(Span("source", 3, 6))
    assert not span.crosses(Span("source", 6, 8))
    assert not span.crosses(Span("source", 2, 6))


def test_spans_are_put_in_document_order_with_the_outer_first():
    spans = [Span("location", 4, 6), Span("source", 0, 6), Span("location", 0, 2)]
    ordered = Article("a", "abcdef").with_spans(spans).spans
    assert [s.key for s in ordered] == [("source", 0, 6), ("location", 0, 2), ("location", 4, 6)]


def texts(text: str) -> list[str]:
    return [text[b.start : b.end] for b in paragraphs(text)]


def test_blank_lines_end_a_paragraph():
    assert texts("One.\n\nTwo\r\n \r\nThree") == ["One.", "Two", "Three"]


def test_a_line_break_ends_a_paragraph_after_a_sentence_or_a_short_line():
    assert texts("Rebels enter Goma\nThe army said so.\nIt fled.") == [
        "Rebels enter Goma",
        "The army said so.",
        "It fled.",
    ]


def test_hard_wrapped_lines_stay_together():
    wrapped = (
        "The spokesman said that the column had been stopped east of the\nDnipro and turned\nback."
    )
    assert texts(wrapped) == [wrapped]


def test_long_runs_of_blanks_and_dots_take_no_time():
    began = time.perf_counter()
    assert len(texts("a" + " " * 200_000 + "b")) == 1
    assert sentence_starts("a" + "." * 200_000 + "b") == []
    assert time.perf_counter() - began < 5  # minutes, were a start tried at every character


@given(st.text(alphabet="aB. \n\t\u00a0", max_size=60))
def test_paragraphs_cover_everything_but_blanks(text):
    blocks = paragraphs(text)
    assert all(text[b.start : b.end].strip() == text[b.start : b.end] != "" for b in blocks)
    covered = {i for b in blocks for i in range(b.start, b.end)}
    assert all(i in covered or c.isspace() for i, c in enumerate(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(blocks))
