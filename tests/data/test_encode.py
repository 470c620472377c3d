from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.article import Article, Span
from data.bio import to_spans, to_tags
from data.encode import WindowEncoder, word_shape
from data.errors import SitrepError
from data.words import words

AWKWARD = [
    "🚀🔥 Drone hit Kyiv 🇺🇦!",
    "Mari\u200bupol and\u00a0Kherson\u202fcity",
    "Se\u0301le\u0301ka re\u0301be\u0301ls",
    "“5.975,74” hryvnias — ‘so he said’",
    "#Severodonetsk @serhey_hayday pic.twitter.com/w1ICM0CnfY",
    "\u200b\u200d\ufeff",
    "\x00\x07 \ufffd control",
    "日本 東京 مدينة 한국",
    "x" * 300,
    "U.S.-led, U.N.’s M-03 T-1302",
]

pieces = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=12), st.sampled_from(["\n\n", " ", "\n"])
)
texts = st.lists(pieces, max_size=30).map(" ".join)


def check_windows(encoder: WindowEncoder, text: str) -> None:
    article = Article.from_text("a", text)
    encoded = encoder.encode(article)
    dealt = [w.first_word + i for w in encoded.windows for i in range(len(w.positions))]
    assert dealt == list(range(len(encoded.words)))
    for window in encoded.windows:
        assert len(window.input_ids) <= encoder.max_length
        assert window.input_ids[: len(encoder.prefix)] == encoder.prefix
        assert window.input_ids[-len(encoder.suffix) :] == encoder.suffix
    whole = encoder.tokenizer.encode(text, add_special_tokens=False)
    ends = [end for _, end in whole.offsets]  # offsets of tokens never fall back
    for window in encoded.windows:
        for offset, position in enumerate(window.positions):
            start, _ = encoded.words[window.first_word + offset]
            assert window.input_ids[position] == whole.ids[bisect_right(ends, start)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts)
def test_every_word_is_dealt_to_one_window(small_encoder, text):
    check_windows(small_encoder, text)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts, data=st.data())
def test_spans_on_words_survive_the_windows(small_encoder, core, text, data):
    article = Article.from_text("a", text)
    encoded = small_encoder.encode(article)
    if not encoded.words:
        return
    i = data.draw(st.integers(0, len(encoded.words) - 1))
    j = data.draw(st.integers(i, min(i + 5, len(encoded.words) - 1)))
    span = Span("unit", encoded.words[i][0], encoded.words[j][1])
    tagged = to_tags([span], encoded.words, encoded.block_starts, core)
    found = to_spans(tagged.tags, encoded.words, core.layers)
    assert [s.key for s in found] == ([] if tagged.lost else [span.key])
    assert bool(tagged.lost) == bool(encoded.block_starts[i + 1 : j + 1].any())


def test_an_empty_article_has_no_windows(small_encoder):
    assert small_encoder.encode(Article.from_text("a", "")).windows == ()
    assert small_encoder.encode(Article.from_text("a", " \n\u200b\n ")).windows == ()


def test_a_long_article_is_covered(tokenizer):
    sentence = "Troops of the 93rd Brigade left Vuhledar on Oct. 3, the governor said. "
    check_windows(WindowEncoder(tokenizer, 128, 16), (sentence * 12 + "\n\n") * 130)


def test_windows_end_with_paragraphs_or_sentences_where_they_can(tokenizer):
    text = "\n\n".join("One two three four. " * 3 for _ in range(8))
    article = Article.from_text("a", text)
    encoded = WindowEncoder(tokenizer, 40, 4).encode(article)
    assert len(encoded.windows) > 1
    for window in encoded.windows[1:]:
        assert encoded.block_starts[window.first_word]


def test_a_window_carries_its_neighbourhood(tokenizer):
    text = "Alpha beta gamma delta. " * 20
    encoder = WindowEncoder(tokenizer, 40, 6)
    encoded = encoder.encode(Article.from_text("a", text))
    middle = encoded.windows[1]
    assert middle.positions[0] > len(encoder.prefix)
    last = max(middle.positions)
    assert last < len(middle.input_ids) - len(encoder.suffix) - 1


def test_an_article_that_fits_is_one_window(tokenizer):
    article = Article.from_text("a", "Alpha beta. " * 5)
    assert len(WindowEncoder(tokenizer, 64, 16).encode(article).windows) == 1


def test_words_come_from_the_text_alone(small_encoder):
    text = "Russia’s 5.975,74"
    encoded = small_encoder.encode(Article.from_text("a", text))
    assert list(encoded.words) == words(text)


def test_no_room_for_a_core_is_an_error(tokenizer):
    with pytest.raises(SitrepError, match="max_length=20"):
        WindowEncoder(tokenizer, 20, 8)


def test_first_words_of_blocks_are_marked(small_encoder):
    encoded = small_encoder.encode(Article.from_text("a", "One.\n\nTwo three."))
    np.testing.assert_array_equal(encoded.block_starts, [1, 0, 1, 0, 0])


@pytest.mark.parametrize(
    ("word", "shape"),
    [("forces", 0), ("Goma", 1), ("A", 1), ("IS", 2), ("T72", 3), ("’", 0), ("McCain", 1)],
)
def test_word_shapes(word, shape):
    assert word_shape(word) == shape


def test_windows_carry_the_shape_of_each_tokens_word(tokenizer):
    text = "IS fighters fled Sievierodonetsk. " * 12
    encoder = WindowEncoder(tokenizer, 40, 6, shapes=True)
    encoded = encoder.encode(Article.from_text("a", text))
    assert len(encoded.windows) > 1
    for window in encoded.windows:
        assert len(window.shapes) == len(window.input_ids)
        assert window.shapes[0] == window.shapes[-1] == 0
        for offset, position in enumerate(window.positions):
            start, end = encoded.words[window.first_word + offset]
            assert window.shapes[position] == word_shape(text[start:end])
    rest = encoded.windows[0].positions[3] + 1  # a later piece of the long name
    assert encoded.windows[0].shapes[rest] == 1


@pytest.mark.parametrize("text", ["", " \n"])
@pytest.mark.parametrize("shapes", [False, True])
def test_a_text_without_words_has_no_windows(text, shapes, tokenizer):
    encoder = WindowEncoder(tokenizer, 40, 6, shapes=shapes)
    encoded = encoder.encode(Article.from_text("a", text))
    assert (encoded.words, encoded.windows) == ((), ())
