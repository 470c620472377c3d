from __future__ import annotations

import json
import re

import numpy as np
import pytest

from data.article import Article, Span
from data.bio import to_tags
from data.encode import WindowEncoder
from eval.background import make_background
from eval.evaluate import METRICS_VERSION, evaluate_articles, write_evaluation
from eval.summary import print_summary


class FixedTagger:
    """Stands in for a `Tagger`: its logits are those of the spans it was told."""

    calibration = None
    chunk = 2

    def __init__(self, encoder: WindowEncoder, schema, spans, sure=4.0):
        self.encoder, self.schema, self.spans, self.sure = encoder, schema, spans, sure

    def word_logits(self, articles):
        rows = []
        for article in articles:
            assert article.spans == (), "gold labels must not reach the tagger"
            encoded = self.encoder.encode(article)
            tags = to_tags(self.spans, encoded.words, encoded.block_starts, self.schema).tags
            logits = np.zeros((len(encoded.words), len(self.schema.tags)), dtype=np.float32)
            for column, part in enumerate(self.schema.slices):
                logits[np.arange(len(tags)), part.start + tags[:, column]] = self.sure
            rows.append((encoded, logits))
        return rows


@pytest.fixture
def tagger(small_encoder, core, article):
    return FixedTagger(small_encoder, core, [s for s in core.gold(article) if s.label != "unit"])


@pytest.fixture
def evaluation(tagger, article):
    background = make_background(tagger, [article], [article])
    return evaluate_articles(tagger, [article], background=background)


def test_scores_and_files(evaluation, tmp_path, capsys):
    strict = evaluation.scores.modes["strict"]
    assert strict["unit"].f1 == 0
    assert strict["location"].f1 == 1
    write_evaluation(tmp_path, {"test": evaluation}, {"seed": 1})
    assert {path.name for path in tmp_path.iterdir()} == {
        "metrics.json", "report.html", "predictions.jsonl",
    }  # fmt: skip
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["version"] == METRICS_VERSION
    split = metrics["splits"]["test"]
    assert split["strict"]["labels"]["unit"]["support"] == 1
    assert split["strict"]["micro"]["interval"]["f1"] == [split["strict"]["micro"]["f1"]] * 2
    assert split["seqeval"]["labels"]["location"]["right"] == 2
    assert split["kinds"]["missed"]["labels"]["unit"] == 1
    assert split["slices"]["form"]["rows"]["seen"]["micro"]["support"] == strict_support(split)
    assert set(split["calibration"]["temperatures"]) == {
        "unit", "location", "casualty", "attribution",
    }  # fmt: skip
    (line,) = (tmp_path / "predictions.jsonl").read_text().splitlines()
    row = json.loads(line)
    for span in row["spans"]:
        assert row["text"][span["start"] : span["end"]] == span["text"]
    print_summary(tmp_path)
    assert "micro" in capsys.readouterr().out


def strict_support(split):
    return split["strict"]["micro"]["support"]


def test_several_sets_share_a_folder(evaluation, tmp_path):
    write_evaluation(tmp_path, {"dev": evaluation, "test": evaluation}, {})
    names = sorted(path.name for path in (tmp_path / "predictions").iterdir())
    assert names == ["dev.jsonl", "test.jsonl"]


def test_the_page_stands_alone_and_its_links_lead_somewhere(evaluation, tmp_path):
    write_evaluation(tmp_path, {"dev": evaluation, "a <b> & c": evaluation}, {})
    page = (tmp_path / "report.html").read_text()
    assert not re.findall(r"(?:src|href)=\"(?!#)|url\(|@import|https?:", page)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) == len(set(targets)) > 10
    assert set(targets) <= set(re.findall(r'id="([^"]+)"', page))
    assert '<meta name="viewport" content="width=device-width' in page
    assert "a &lt;b&gt; &amp; c" in page
    assert page.count("<table") == page.count('<div class="scroll"><table')


def test_an_evaluation_without_the_runs_corpus_says_what_is_missing(tagger, article, tmp_path):
    background = make_background(tagger, None, None, ["The dev articles are gone."])
    result = evaluate_articles(tagger, [article], background=background)
    assert result.report["calibration"] is None
    assert "form" not in result.report["slices"]
    write_evaluation(tmp_path, {"test": result}, {})
    assert "The dev articles are gone." in (tmp_path / "report.html").read_text()


def test_a_span_that_tags_cannot_hold_is_named_and_missed(small_encoder, core):
    gold = Article.from_text("a", "Kharkiv fell").with_spans([Span("location", 0, 4)])
    result = evaluate_articles(FixedTagger(small_encoder, core, ()), [gold])
    assert result.lost == {"a": [("location", 0, 4)]}
    assert result.scores.micro().gold == 1


def test_nothing_to_score_is_no_fault(small_encoder, core, tmp_path):
    empty = FixedTagger(small_encoder, core, ())
    result = evaluate_articles(empty, [Article.from_text("a", "")],
                               background=make_background(empty, [], []))  # fmt: skip
    write_evaluation(tmp_path, {"test": result}, {})
    assert (tmp_path / "report.html").is_file()


def test_labels_that_a_corpus_lacks_can_be_left_out(small_encoder, core, article):
    found = core.gold(article)
    bare = article.with_spans(s for s in article.spans if s.label in ("source", "cue"))
    schema = core.only(["source", "cue"])
    result = evaluate_articles(FixedTagger(small_encoder, core, found), [bare], schema=schema)
    assert set(result.scores.modes["strict"]) == {"source", "cue"}
    assert result.scores.micro() == result.scores.micro("boundary")
    assert result.scores.micro().f1 == 1
