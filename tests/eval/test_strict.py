from __future__ import annotations

from data.article import Article, Span
from data.schema import Label, Layer, Schema
from eval.scores import score
from eval.strict import seqeval_counts


def test_seqeval_counts_equal_ours(small_encoder, core, article):
    wrong = [s for s in core.gold(article) if s.label != "cue"][1:]
    wrong.append(Span("cue", 0, 7))
    predicted = article.with_spans(wrong)
    counted = seqeval_counts([article], [predicted], small_encoder, core)
    strict = score([article], [predicted], core).modes["strict"]
    assert {k: (c.gold, c.predicted, c.credit) for k, c in strict.items()} == counted
    assert counted["cue"] == (1, 1, 0)


def test_a_span_inside_a_word_is_absent_from_seqeval(small_encoder, core):
    gold = Article.from_text("a", "Kharkiv fell").with_spans([Span("location", 0, 4)])
    counted = seqeval_counts([gold], [gold.with_spans(())], small_encoder, core)
    assert counted["location"] == (0, 0, 0)


def test_a_span_lost_to_another_is_right_where_it_is_predicted_all_the_same(small_encoder):
    flat = Schema(
        "flat", (Layer("flat", (Label("location", "location"), Label("source", "source"))),)
    )
    outer, inner = Span("source", 0, 16), Span("location", 0, 7)
    gold = Article.from_text("a", "Kharkiv governor spoke").with_spans([outer, inner])
    predicted = gold.with_spans([inner])
    counted = seqeval_counts([gold], [predicted], small_encoder, flat)
    assert counted == {"source": (1, 0, 0), "location": (0, 1, 1)}
    assert score([gold], [predicted], flat).modes["strict"]["location"].credit == 1


def test_a_gold_span_that_stands_twice_is_counted_as_ours_counts_it(small_encoder, core):
    twice = [Span("location", 0, 7), Span("location", 0, 7)]
    gold = Article.from_text("a", "Kharkiv fell").with_spans(twice)
    for predicted in (gold.with_spans(twice[:1]), gold.with_spans(())):
        counted = seqeval_counts([gold], [predicted], small_encoder, core)
        ours = score([gold], [predicted], core).modes["strict"]["location"]
        assert counted["location"][1:] == (ours.predicted, ours.credit)
