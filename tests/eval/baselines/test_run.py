from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from data.errors import SitrepError
from eval.baselines.run import run_baselines
from eval.compare import compare_runs
from eval.compare_config import CompareConfig

FAST = ["crf.iterations=5"]


def test_one_command_fits_scores_and_keeps(make_config, corpus, tmp_path):
    config = make_config("only=[rules,crf]", f"extra=[{corpus.path}/train]", *FAST)
    text = run_baselines(config)
    head = text.splitlines()[0]
    assert head.startswith("| micro F1, % | dev (1) | test (1) | train (2) | training, CPU s |")
    assert "| F1 on train, % | unit | location | casualty | source | cue |" in text
    out = tmp_path / "out"
    assert (out / "baselines.md").read_text() == text
    results = json.loads((out / "baselines.json").read_text())
    assert set(results) == {"rules", "crf"}
    assert results["crf"]["training"]["train_articles"] == 2
    for name in results:
        lines = (out / name / "predictions" / "test.jsonl").read_text().splitlines()
        assert [json.loads(line)["id"] for line in lines] == ["test-0"]


def test_baselines_may_be_run_one_at_a_time_and_compared(make_config, corpus, tmp_path):
    run_baselines(make_config("only=[rules]"))
    text = run_baselines(make_config("only=[crf]", *FAST))
    assert "| rules |" in text
    assert "| crf |" in text
    out = tmp_path / "out"
    config = CompareConfig(str(out / "crf"), str(out / "rules"), corpus.path, draws=50)
    comparison, folder = compare_runs(config)
    assert comparison.articles == 1
    assert (folder / "comparison.html").is_file()


def test_other_articles_do_not_go_into_the_same_table(make_config, corpus):
    run_baselines(make_config("only=[rules]"))
    with pytest.raises(SitrepError, match="rules was made from other articles"):
        run_baselines(make_config("only=[rules]", "corpus.limit=1"))


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("only=[rule]", "There is no baseline 'rule', only rules, crf, spancat, ner, flat."),
        ("runs=[nowhere/rules]", "runs: 'rules' names two things"),
        ("runs=[nowhere]", "nowhere is not a run folder"),
        ("extra=[nowhere/test]", "extra: 'test' names two sets"),
    ],
)
def test_bad_input_is_one_sentence(override, sentence, make_config, tmp_path):
    words = [override] if override.startswith("only") else ["only=[rules]", override]
    with pytest.raises(SitrepError, match=sentence):
        run_baselines(make_config(*words))
    assert not (tmp_path / "out").exists()


def test_a_missing_package_is_told_before_anything_is_fitted(make_config, tmp_path, monkeypatch):
    usual = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pycrfsuite" else usual(name)
    )
    with pytest.raises(SitrepError, match=r"python-crfsuite is not installed; .*'\.\[crf\]'"):
        run_baselines(make_config("only=[rules,crf]"))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_flat_is_trained_or_taken_finished(make_config, encoder_folder, tmp_path):
    words = [
        "model=local", f"model.path={encoder_folder}", "model.max_length=32", "model.context=4",
        "trainer.epochs=1", "trainer.batch_size=2", "trainer.device=cpu", "trainer.precision=fp32",
    ]  # fmt: skip
    text = run_baselines(make_config("only=[flat]", f"flat.train={words}"))
    assert "| flat |" in text
    run = tmp_path / "out" / "flat-training" / "run"
    assert json.loads(Path(run, "schema.json").read_text())["name"] == "flat"
    again = run_baselines(
        make_config("only=[flat]", f"flat.run={run}", f"output={tmp_path / 'again'}")
    )
    row = next(line for line in again.splitlines() if line.startswith("| flat |"))
    assert row.split("|")[4].strip() == ""  # nothing was trained
    with pytest.raises(SitrepError, match=r"run predicts unit, .* cannot stand in this table"):
        run_baselines(make_config("only=[rules]", "schema=fine", f"runs=[{run}]"))
