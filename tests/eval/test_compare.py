from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from data.article import Article, Span
from data.errors import SitrepError
from data.loading import load_articles
from data.prediction import dump_prediction
from data.schema import Label, Layer, Schema
from eval.compare import compare_runs
from eval.compare_config import CompareConfig
from eval.comparison import compare, p_text
from eval.comparison_page import comparison_page, print_comparison

TEXT = "Officials said Goma fell."
GOMA = Span("location", 15, 19)
CUE = Span("cue", 10, 14)
SOURCE = Span("source", 0, 9)


def articles(count, *spans):
    return [Article.from_text(f"a{i:02}", TEXT).with_spans(spans) for i in range(count)]


def test_labels_families_and_micro_by_hand(core):
    gold = articles(10, SOURCE, CUE, GOMA)
    result = compare(gold, articles(10, CUE, GOMA), articles(10, GOMA), core, draws=200)
    rows = {row.name: row for row in result.rows}
    assert list(rows) == ["unit", "location", "casualty", "source", "cue", "attribution", "micro"]
    assert (rows["cue"].f1, rows["cue"].baseline_f1, rows["cue"].support) == (1, 0, 10)
    assert (rows["location"].difference, rows["location"].p) == (0, 1)
    assert rows["attribution"].f1 == pytest.approx(2 * 10 / (20 + 10))
    assert rows["attribution"].kind == "family"
    assert rows["micro"].f1 == pytest.approx(2 * 20 / (30 + 20))
    assert rows["micro"].baseline_f1 == pytest.approx(2 * 10 / (30 + 10))
    assert rows["micro"].p_holm is None
    assert rows["cue"].p_holm == pytest.approx(6 * rows["cue"].p)
    assert [(c.id, c.change) for c in result.changes] == [(a.id, 1) for a in gold]
    assert "run is better than baseline by 30.0 points (95 % interval 30.0 to 30.0" in (
        result.verdict
    )


def test_what_is_worse_is_called_worse(core):
    gold = articles(10, CUE)
    assert "run is worse than baseline by 100.0" in compare(gold, articles(10), gold, core).verdict


def test_identical_runs_cannot_be_told_apart(core):
    gold = articles(4, CUE, GOMA)
    result = compare(gold, articles(4, GOMA), articles(4, GOMA), core, draws=200)
    assert all((row.p, row.low, row.high) == (1, 0, 0) for row in result.rows)
    assert result.changes == ()
    assert result.verdict.startswith("No difference between run and baseline can be told")


def test_the_order_of_articles_changes_nothing(core):
    gold = articles(12, SOURCE, CUE, GOMA)
    ours = [a.with_spans([CUE] if i % 3 else [GOMA, SOURCE]) for i, a in enumerate(gold)]
    theirs = [a.with_spans([GOMA] if i % 2 else []) for i, a in enumerate(gold)]
    first = compare(gold, ours, theirs, core, draws=300)
    for side in (gold, ours, theirs):
        random.Random(1).shuffle(side)
    random.Random(2).shuffle(theirs)
    assert compare(gold, ours, theirs, core, draws=300) == first


def test_other_articles_are_one_error(core):
    gold = articles(3, CUE)
    with pytest.raises(SitrepError, match=r"baseline did not tag the .* 'a02' is on one side only"):
        compare(gold, articles(3), articles(2), core)
    with pytest.raises(SitrepError, match="run did not tag"):
        compare(gold, [*articles(3), articles(1)[0]], articles(3), core)
    other = [Article.from_text(a.id, "Another text.") for a in gold]
    with pytest.raises(SitrepError, match="run tagged another text of article 'a00'"):
        compare(gold, other, articles(3), core)
    with pytest.raises(SitrepError, match="no articles"):
        compare([], [], [], core)


def test_the_page_and_the_table_tell_the_verdict(core, capsys):
    gold = articles(6, CUE)
    result = compare(gold, gold, articles(6), core, ("new <x>", "old"), draws=2000)
    page = comparison_page(result)
    assert "new &lt;x&gt; is better than old by 100.0 points" in page
    assert "<x>" not in page
    assert "http" not in page
    assert "a05" in page
    print_comparison(result)
    shown = capsys.readouterr().out
    assert "a00: 100.0 against 0.0, right minus wrong +1" in shown
    assert "is better than old" in shown


def test_p_values_as_text():
    assert [p_text(p) for p in (1.0, 0.0312, 0.00012)] == ["1.000", "0.031", "0.0001"]


@pytest.fixture
def folders(tmp_path, corpus, core):
    """Two folders of predictions for the test split: all of the gold, and none of it."""
    gold = load_articles(f"{corpus.path}/test")
    for name, spans in (("all", core.gold), ("none", lambda article: ())):
        folder = tmp_path / name
        (folder / "predictions").mkdir(parents=True)
        core.save(folder / "schema.json")
        lines = [dump_prediction(a.with_spans(spans(a))) + "\n" for a in gold]
        (folder / "predictions" / "test.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path / "all", tmp_path / "none"


def test_predictions_are_read(folders, corpus, tmp_path):
    output = tmp_path / "result"
    config = CompareConfig(str(folders[0]), str(folders[1]), corpus.path, output=str(output))
    comparison, folder = compare_runs(config)
    assert folder == output
    record = json.loads((output / "comparison.json").read_text())
    assert record["rows"][-1]["difference"] == comparison.rows[-1].difference == 1
    assert record["predictions"]["run"] == str(folders[0] / "predictions" / "test.jsonl")
    assert len(record["corpus_sha256"]) == 64
    assert comparison.verdict in (output / "comparison.html").read_text()


def test_a_folder_without_these_predictions_is_told(folders, corpus):
    config = CompareConfig(str(folders[0]), str(folders[1]), corpus.path, split="dev")
    with pytest.raises(SitrepError, match="all holds no predictions for these articles"):
        compare_runs(config)
    config = CompareConfig(str(folders[0]), str(folders[1]), corpus.path, draws=0)
    with pytest.raises(SitrepError, match="draws=0"):
        compare_runs(config)
    with pytest.raises(SitrepError, match="all does not name the corpus"):
        compare_runs(CompareConfig(str(folders[0]), str(folders[1])))


def test_other_labels_are_told(folders, corpus):
    Schema("x", (Layer("x", (Label("cue", "cue"),)),)).save(folders[1] / "schema.json")
    config = CompareConfig(str(folders[0]), str(folders[1]), corpus.path)
    with pytest.raises(SitrepError, match="none cue; compare runs with the same labels"):
        compare_runs(config)


@pytest.mark.slow
def test_a_run_tags_what_it_holds_no_predictions_for(tiny_run_config, folders, tmp_path):
    from train.run import train

    run = train(tiny_run_config)
    path = tiny_run_config.corpus.path
    done = compare_runs(CompareConfig(str(run), str(folders[0]), draws=50))
    assert done[1] == run / "compare" / "all-test"
    again = compare_runs(CompareConfig(str(run), str(folders[0]), path, draws=50, reuse=False))
    assert again[0] == done[0]
    record = json.loads(Path(again[1], "comparison.json").read_text())
    assert record["predictions"]["run"] == "tagged"
    with pytest.raises(SitrepError, match="has no 'tset' folder"):
        compare_runs(CompareConfig(str(run), str(folders[0]), split="tset"))
