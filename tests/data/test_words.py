from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.words import sentence_starts, words


def split(text: str) -> list[str]:
    return [text[i:j] for i, j in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia’s M03", ["Russia", "’", "s", "M03"]),
        ("#Severodonetsk @serhey_hayday", ["#", "Severodonetsk", "@", "serhey_hayday"]),
        ("“5.975,74”", ["“", "5", ".", "975", ",", "74", "”"]),
        ("Mari\u200bupol", ["Mari\u200bupol"]),
        ("Se\u0301le\u0301ka", ["Se\u0301le\u0301ka"]),
        ("20\u00a0dead", ["20", "dead"]),
        ("U.S.-led", ["U", ".", "S", ".", "-", "led"]),
        ("हिंदी", ["हिंदी"]),
        ("🚀 hit", ["🚀", "hit"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert split(text) == expected


@given(st.text(max_size=80))
def test_words_are_ordered_apart_and_leave_only_blanks(text):
    found = words(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    inside = {i for start, end in found for i in range(start, end)}
    assert all(i in inside or c.isspace() for i, c in enumerate(text))
    assert not any(text[i].isspace() for i in inside)


def test_sentences_do_not_end_after_titles_or_initials():
    text = "Lt. Gen. A. Smith of the U.S. Army spoke on Oct. 3. He left. “Why?” 12 died."
    assert [text[i:].split()[0] for i in sentence_starts(text)] == ["He", "“Why?”", "12"]
