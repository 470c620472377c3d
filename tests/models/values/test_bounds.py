from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.bounds import bounds

READINGS = [
    ("12", 12, 12),
    ("at least 12 civilians", 12, None),
    ("more than 12", 12, None),
    ("over 12", 12, None),
    ("no fewer than four people", 4, None),
    ("not less than 260 persons", 260, None),
    ("100+ soldiers", 100, None),
    ("15-plus", 15, None),
    ("12-15 thousand soldiers", 12_000, 15_000),
    ("50k soldiers killed", 50_000, 50_000),
    ("1,2 million people", 1_200_000, 1_200_000),
    ("12,5 thousand", 12_500, 12_500),
    ("1.5 to 2 million", 1_500_000, 2_000_000),
    ("0.5 million", 500_000, 500_000),
    ("half million people", 500_000, 500_000),
    ("half a million people", 500_000, 500_000),
    ("a quarter of a million", 250_000, 250_000),
    ("one and a half million dead", 1_500_000, 1_500_000),
    ("more than two and a half thousand", 2_500, None),
    ("a million and a half", 1_500_000, 1_500_000),
    ("600.000 people", 600_000, 600_000),
    ("1.250 men", 1_250, 1_250),
    ("2 million 300 thousand", 2_300_000, 2_300_000),
    ("200-thousand people", 200_000, 200_000),
    ("an F-16 pilot", 1, 1),
    ("a two-star general", 1, 1),
    ("three four-star generals", 3, 3),
    ("anywhere between 500 and 1,000 fighters", 500, 1_000),
    ("500/600 people", 500, 600),
    ("sixty-seventy people", 60, 70),
    ("half-a-dozen civilians", 6, 6),
    ("half dozen", 6, 6),
    ("two-dozen soldiers", 24, 24),
    ("fifty at least", 50, None),
    ("three or more", 3, None),
    ("up to 100", None, 100),
    ("up to a 100 soldiers killed", None, 100),
    ("nearly 100", None, 100),
    ("fewer than nine people", None, 9),
    ("no more than five", None, 5),
    ("as many as 52 people", None, 52),
    ("about 50", 50, 50),
    ("some 300 men", 300, 300),
    ("roughly four", 4, 4),
    ("an estimated 3,000 dead", 3000, 3000),
    ("between 10 and 15", 10, 15),
    ("between one hundred and fifty and two hundred", 150, 200),
    ("between one hundred and two hundred", 100, 200),
    ("10-15 men", 10, 15),
    ("12–18 people", 12, 18),
    ("thirty to forty", 30, 40),
    ("from eight to ten", 8, 10),
    ("five or six men", 5, 6),
    ("two to three thousand", 2000, 3000),
    ("8-10,000 dead", 8000, 10_000),
    ("two-three men", 2, 3),
    ("dozens", 24, None),
    ("scores of villagers", 40, None),
    ("hundreds", 200, None),
    ("thousands of deaths", 2000, None),
    ("tens of thousands of people", 20_000, None),
    ("hundreds of thousands of people dead", 200_000, None),
    ("several", 3, None),
    ("several hundred men", 300, None),
    ("a few", 3, None),
    ("a handful of soldiers", 3, None),
    ("a couple", 2, 2),
    ("a couple of hundred", 200, 200),
    ("an elderly couple", 2, 2),
    ("both pilots", 2, 2),
    ("half a dozen", 6, 6),
    ("a dozen militants", 12, 12),
    ("more than a dozen", 12, None),
    ("two dozen", 24, 24),
    ("no casualties", 0, 0),
    ("none of ours", 0, 0),
    ("No one", 0, 0),
    ("nobody hurt", 0, 0),
    ("zero", 0, 0),
    ("not one fighter", 0, 0),
    ("a 12-year-old girl", 1, 1),
    ("a girl", 1, 1),
    ("an officer", 1, 1),
    ("a second soldier", 1, 1),
    ("a man, 45", 1, 1),
    ("Soldier killed", 1, 1),
    ("Soldiers killed", 2, None),
    ("one of the 12 hostages", 1, 1),
    ("all six gunmen", 6, 6),
    ("nine of them", 9, 9),
    ("1,200", 1200, 1200),
    ("12 000 troops", 12_000, 12_000),
    ("1.2 million people", 1_200_000, 1_200_000),
    ("half a million people", 500_000, 500_000),
    ("forty-nine wounded", 49, 49),
    ("six-and-twenty coffins", 26, 26),
    ("near eleven hundred wounded", None, 1100),
    ("five of the 93rd Brigade's soldiers", 5, 5),
]


@pytest.mark.parametrize(("words", "low", "high"), READINGS)
def test_words_have_the_values_of_the_guidelines(words, low, high):
    assert bounds(words) == (low, high)


@pytest.mark.parametrize(
    ("before", "words", "after", "expected"),
    [
        ("the toll passed ", "150", " today", (150, None)),
        ("they lost at least ", "nine", "", (9, None)),
        ("he said he handed over ", "three couriers", "", (3, 3)),
        ("deaths of ", "200", " or more", (200, None)),
        ("the army has ", "14 dead", " and more than 20 wounded", (14, 14)),
        ("the commando did not lose ", "twenty", "", (None, 20)),
    ],
)
def test_an_approximator_beside_the_span_counts(before, words, after, expected):
    assert bounds(words, before, after) == expected


@given(st.text(), st.text(max_size=60), st.text(max_size=30))
def test_any_text_has_an_interval(surface, before, after):
    low, high = bounds(surface, before, after)
    assert (low, high) != (None, None)
    assert all(bound is None or bound >= 0 for bound in (low, high))
    assert low is None or high is None or low <= high


WORDS = st.sampled_from(
    (
        "a",
        "an",
        "the",
        "no",
        "not",
        "at",
        "least",
        "more",
        "than",
        "between",
        "and",
        "to",
        "or",
        "-",
        "–",
        ",",
        ".",
        "12",
        "3,400",
        "1.5",
        "two",
        "twenty",
        "one",
        "hundred",
        "thousand",
    )
)


@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_any_order_of_number_words_has_an_interval(surface):
    low, high = bounds(surface)
    assert (low, high) != (None, None)
    assert low is None or high is None or low <= high


def test_no_fewer_than_before_the_span_is_a_low_bound():
    assert bounds("12 people", "No fewer than ") == (12, None)
    assert bounds("12 people", "fewer than ") == (None, 12)


@pytest.mark.parametrize("before", ["repelled without ", "back without losing "])
def test_without_any_is_nobody(before):
    assert bounds("a single casualty", before) == (0, 0)
    assert bounds("one man", before) == (0, 0)
    assert bounds("one of its number", before) == (1, 1)
    assert bounds("12 men", before) == (12, 12)
