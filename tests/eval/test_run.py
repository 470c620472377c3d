from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eval.config import EvalConfig
from eval.run import evaluate
from train.run import train

pytestmark = pytest.mark.slow


def test_a_report_tells_what_it_was_made_with_and_leaves_the_run_alone(tiny_run_config):
    folder = train(tiny_run_config)
    own = json.loads((folder / "calibration.json").read_text())
    first = evaluate(EvalConfig(run=str(folder)))
    assert {path.name for path in first.iterdir()} == {
        "metrics.json", "report.html", "predictions.jsonl",
    }  # fmt: skip
    metrics = json.loads((first / "metrics.json").read_text())
    assert {"date", "git", "python", "packages", "machine"} <= set(metrics["made"])
    assert len(metrics["corpus_sha256"]) == 64
    assert not metrics["splits"]["test"]["calibration"]["fitted_here"]

    (folder / "calibration.json").unlink()
    second = evaluate(EvalConfig(run=str(folder)))
    assert json.loads((second / "calibration.json").read_text()) == own
    assert not (folder / "calibration.json").exists()
    again = json.loads((second / "metrics.json").read_text())["splits"]["test"]
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
