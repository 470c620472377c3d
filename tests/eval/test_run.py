from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import SitrepError
from data.loading import load_articles
from data.prediction import dump_prediction
from eval.config import EvalConfig
from eval.run import FILES, evaluate
from eval.summary import print_summary
from train.run import train

pytestmark = pytest.mark.slow


def test_a_report_tells_what_it_was_made_with_and_leaves_the_run_alone(tiny_run_config):
    folder = train(tiny_run_config)
    own = json.loads((folder / "calibration.json").read_text())
    first = evaluate(EvalConfig(run=str(folder)))
    assert {path.name for path in first.iterdir()} == set(FILES)
    metrics = json.loads((first / "metrics.json").read_text())
    assert {"date", "git", "python", "packages", "machine"} <= set(metrics["made"])
    assert len(metrics["corpus_sha256"]) == 64
    assert not metrics["splits"]["test"]["calibration"]["fitted_here"]

    (folder / "calibration.json").unlink()
    second = evaluate(EvalConfig(run=str(folder)))
    assert {path.name for path in second.iterdir()} == set(FILES)
    assert not (folder / "calibration.json").exists()
    again = json.loads((second / "metrics.json").read_text())["splits"]["test"]
    assert again["calibration"]["temperatures"] == own["temperatures"]
    assert again["calibration"]["fitted_here"]
    assert again["strict"] == metrics["splits"]["test"]["strict"]

    test = Path(tiny_run_config.corpus.path) / "test"
    kept = Path(tiny_run_config.corpus.path).parent / "kept"
    shutil.copytree(test, kept)
    (Path(tiny_run_config.corpus.path) / "train" / "train-0.xml").unlink()
    shutil.rmtree(Path(tiny_run_config.corpus.path) / "dev")
    third = evaluate(EvalConfig(run=str(folder), corpus=str(kept)))
    split = json.loads((third / "metrics.json").read_text())["splits"]["kept"]
    assert split["calibration"] is None
    assert "form" not in split["slices"]
    assert ["have changed" in split["notes"][0], "not at hand" in split["notes"][1]] == [True, True]


def test_several_runs_are_compared_with_the_first(tiny_run_config, tmp_path):
    runs = [
        str(train(replace(tiny_run_config, name=name, seed=seed)))
        for seed, name in ((1, "a-s1"), (2, "a-s2"))
    ]
    listed = evaluate(EvalConfig(run=runs, output=str(tmp_path / "listed")))
    pattern = str(Path(runs[0]).parent / "a-s?")
    found = evaluate(EvalConfig(run=pattern, output=str(tmp_path / "found")))
    metrics = json.loads((listed / "metrics.json").read_text())
    assert metrics["spread"]["runs"] == runs
    assert json.loads((found / "metrics.json").read_text())["spread"] == metrics["spread"]
    own = metrics["splits"]["test"]["strict"]["micro"]["f1"]
    assert metrics["spread"]["labels"]["micro"]["f1"]["values"][0] == own
    assert 'id="spread"' in (listed / "report.html").read_text()


def test_a_baseline_is_compared_with_in_the_same_report(
    tiny_run_config, core, tmp_path, monkeypatch, capsys
):
    run = train(tiny_run_config)
    monkeypatch.chdir(tmp_path)
    evaluate(EvalConfig(run=str(run), baseline=str(run), output="report"))
    metrics = json.loads(Path("report/metrics.json").read_text())
    assert {path.name for path in Path("report").iterdir()} == set(FILES)
    assert [row["difference"] for row in metrics["comparison"]["rows"]] == [0] * 7
    assert metrics["comparison"]["predictions"] == str(run / "predictions" / "test.jsonl")

    perfect = tmp_path / "perfect"
    (perfect / "predictions").mkdir(parents=True)
    core.save(perfect / "schema.json")
    gold = load_articles(Path(tiny_run_config.corpus.path, "test"))
    lines = [dump_prediction(a.with_spans(core.gold(a))) + "\n" for a in gold]
    (perfect / "predictions" / "test.jsonl").write_text("".join(lines))
    config = EvalConfig(run=str(run), baseline=str(perfect), output="report", labels=["cue"])
    folder = evaluate(config)
    comparison = json.loads(Path("report/metrics.json").read_text())["comparison"]
    assert [row["name"] for row in comparison["rows"]] == ["cue", "micro"]
    assert comparison["rows"][-1]["baseline_f1"] == 1
    page = Path("report/report.html").read_text()
    assert '<h2 id="comparison">run against perfect</h2>' in page
    assert comparison["verdict"] in page
    print_summary(folder)
    assert comparison["verdict"] in capsys.readouterr().out.replace("\n", " ")

    core.only(["unit"]).save(perfect / "schema.json")
    with pytest.raises(SitrepError, match="perfect unit; compare runs with the same labels"):
        evaluate(config)
    with pytest.raises(SitrepError, match=f"output={run} holds .* would be lost"):
        evaluate(replace(config, output=str(run)))
