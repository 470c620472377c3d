from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.article import Span
from data.outside.trim import apart, trimmed


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("“the Gazette,” ", "Gazette"),
        ("Ada’s", "Ada"),
        ("U.S.", "U.S."),
        ("the", "the"),
        ("—", ""),
        ("A (B-C.)", "A (B-C.)"),
    ],
)
def test_edges(text, ours):
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == ours


@given(st.text(alphabet="the ’s.,“”U—a", max_size=20))
def test_trimming_twice_changes_nothing(text):
    once = trimmed(text, 0, len(text))
    assert trimmed(text, *once) == once
    assert 0 <= once[0] <= once[1] <= len(text)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 9))))
def test_what_is_kept_is_apart(places):
    kept = apart(Span(label, start, start + size) for label, start, size in places)
    for one in kept:
        assert not any(one != o and one.label == o.label and one.overlaps(o) for o in kept)
