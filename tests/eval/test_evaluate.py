from __future__ import annotations

import json

import pytest

from data.article import Article, Span
from data.encode import WindowEncoder
from eval.evaluate import evaluate_articles, write_evaluation
from eval.summary import print_summary


class FixedTagger:
    """Stands in for a `Tagger`: gives each article the spans it was told."""

    def __init__(self, encoder: WindowEncoder, spans):
        self.encoder = encoder
        self.spans = spans

    def stream(self, articles):
        for article in articles:
            assert article.spans == (), "gold labels must not reach the tagger"
            yield article.with_spans(self.spans)


@pytest.fixture
def evaluation(small_encoder, core, article):
    found = [s for s in core.gold(article) if s.label != "unit"]
    return evaluate_articles(FixedTagger(small_encoder, found), [article], core)


def test_scores_and_files(evaluation, article, tmp_path, capsys):
    strict = evaluation.scores.modes["strict"]
    assert strict["unit"].f1 == 0
    assert strict["location"].f1 == 1
    write_evaluation(tmp_path, {"test": evaluation}, {"seed": 1})
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["splits"]["test"]["strict"]["labels"]["unit"]["support"] == 1
    assert metrics["splits"]["test"]["seqeval"]["location"]["right"] == 2
    (line,) = (tmp_path / "predictions" / "test.jsonl").read_text().splitlines()
    row = json.loads(line)
    for span in row["spans"]:
        assert row["text"][span["start"] : span["end"]] == span["text"]
    page = (tmp_path / "report.html").read_text()
    assert "missed unit" in page
    assert "<mark>Russian forces</mark>" in page
    print_summary(tmp_path)
    assert "micro" in capsys.readouterr().out


def test_a_span_that_tags_cannot_hold_is_named_and_missed(small_encoder, core):
    gold = Article.from_text("a", "Kharkiv fell").with_spans([Span("location", 0, 4)])
    result = evaluate_articles(FixedTagger(small_encoder, ()), [gold], core)
    assert result.lost == {"a": [("location", 0, 4)]}
    assert result.scores.micro().gold == 1


def test_labels_that_a_corpus_lacks_can_be_left_out(small_encoder, core, article):
    found = core.gold(article)
    bare = article.with_spans(s for s in article.spans if s.label in ("source", "cue"))
    schema = core.only(["source", "cue"])
    result = evaluate_articles(FixedTagger(small_encoder, found), [bare], schema)
    assert set(result.scores.modes["strict"]) == {"source", "cue"}
    assert result.scores.micro() == result.scores.micro("boundary")
    assert result.scores.micro().f1 == 1
