from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from data.article import Article, Span
from data.bio import to_tags
from models.decode import best_tags, decode, illegal, join_windows, log_softmax, viterbi


@st.composite
def problems(draw, most=6):
    words = draw(st.integers(1, most))
    labels = draw(st.integers(1, 2))
    shape = (words, 1 + 2 * labels)
    scores = draw(hnp.arrays(np.float32, shape, elements=st.floats(-8, 8, width=16)))
    starts = draw(hnp.arrays(np.bool_, words))
    starts[0] = True
    return scores, starts


def brute_force(scores, starts):
    """The best total over all legal sequences, by trying each."""
    count, width = scores.shape
    totals = [
        sum(scores[i, tag] for i, tag in enumerate(path))
        for path in product(range(width), repeat=count)
        if not illegal(np.array(path), starts).any()
    ]
    return max(totals)


@settings(max_examples=80, deadline=None)
@given(problems(most=5))
def test_viterbi_finds_the_best_legal_sequence(problem):
    scores, starts = problem
    best = brute_force(scores, starts)
    for path in (viterbi(scores, starts), best_tags(scores, starts)):
        assert not illegal(path, starts).any()
        assert scores[np.arange(len(path)), path].sum() == pytest.approx(best, abs=1e-3)


@given(problems(most=40))
def test_the_short_cut_scores_as_high_as_the_search(problem):
    scores, starts = problem
    rows = np.arange(len(scores))
    fast, slow = best_tags(scores, starts), viterbi(scores, starts)
    assert scores[rows, fast].sum() == pytest.approx(scores[rows, slow].sum(), abs=1e-2)


def test_an_inside_at_a_block_start_is_illegal():
    assert illegal(np.array([1, 2, 2]), np.array([True, False, True])).tolist() == [0, 0, 1]
    assert illegal(np.array([1, 4]), np.array([True, False])).tolist() == [False, True]


def one_hot(encoded, spans, schema, confidence=9.0):
    tags = to_tags(spans, encoded.words, encoded.block_starts, schema).tags
    logits = np.zeros((len(encoded.words), len(schema.tags)), dtype=np.float32)
    for layer, columns in enumerate(schema.slices):
        logits[np.arange(len(logits)), columns.start + tags[:, layer]] = confidence
    return logits


def test_certain_logits_give_the_gold_spans(small_encoder, core, article):
    encoded = small_encoder.encode(article)
    gold = core.gold(article)
    found = decode(one_hot(encoded, gold, core), encoded, core)
    assert [s.key for s in found] == [s.key for s in gold]
    assert all(0.9 < s.score <= 1 for s in found)


def test_a_score_is_the_probability_of_the_span(small_encoder, core):
    article = Article.from_text("a", "Kyiv city fell")
    encoded = small_encoder.encode(article)
    logits = one_hot(encoded, [Span("location", 0, 9)], core, confidence=2.0)
    (span,) = decode(logits, encoded, core)
    p = np.exp(log_softmax(logits[:, 3:6]))
    assert span.score == pytest.approx(float(p[0, 1] * p[1, 2] * (1 - p[2, 2])), rel=1e-5)


def test_windows_are_joined_in_the_order_of_words(small_encoder, core):
    article = Article.from_text("a", "One two three. " * 12)
    encoded = small_encoder.encode(article)
    assert len(encoded.windows) > 1
    logits = []
    for window in encoded.windows:
        rows = np.full((len(window.input_ids), 2), -1, dtype=np.float32)
        rows[list(window.positions), 0] = window.first_word + np.arange(len(window.positions))
        logits.append(rows)
    joined = join_windows(encoded, logits, 2)
    np.testing.assert_array_equal(joined[:, 0], np.arange(len(encoded.words)))


def test_an_empty_article_decodes_to_nothing(small_encoder, core):
    encoded = small_encoder.encode(Article.from_text("a", ""))
    assert decode(join_windows(encoded, [], len(core.tags)), encoded, core) == []
