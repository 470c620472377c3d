from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from omegaconf import OmegaConf
from safetensors.torch import load_file

from data.errors import SitrepError
from data.loading import load_articles
from data.paths import ROOT
from eval.config import EvalConfig
from eval.run import evaluate
from models.runs import Run
from models.tagger import Tagger
from train.run import train

pytestmark = pytest.mark.slow


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model" / "model.safetensors")


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def test_a_run_folder_is_complete_and_read_by_the_others(tiny_run_config):
    folder = train(tiny_run_config)
    assert {path.name for path in folder.iterdir()} == {
        "config.yaml", "schema.json", "window.json", "versions.json", "train.log",
        "model", "metrics.json", "history.json", "report.html", "predictions", "calibration.json",
    }  # fmt: skip
    metrics = json.loads((folder / "metrics.json").read_text())
    assert set(metrics["splits"]) == {"dev", "test"}
    assert metrics["training"]["train_articles"] == 2
    assert len(json.loads((folder / "versions.json").read_text())["corpus_sha256"]) == 3
    history = json.loads((folder / "history.json").read_text())
    assert len(history) == 2

    again = evaluate(EvalConfig(run=str(folder)))
    scored = json.loads((again / "metrics.json").read_text())["splits"]["test"]
    assert scored == metrics["splits"]["test"]
    # What early stopping looks at is what evaluation finds.
    best = max(row["eval_micro_f1"] for row in history)
    assert best == pytest.approx(metrics["splits"]["dev"]["strict"]["micro"]["f1"])


def test_the_same_seed_gives_the_same_bits(tiny_run_config):
    first = weights(train(tiny_run_config))
    assert same(first, weights(train(replace(tiny_run_config, name="again"))))
    assert not same(first, weights(train(replace(tiny_run_config, name="other", seed=2))))


def test_a_killed_run_resumed_equals_an_unbroken_one(tiny_run_config, monkeypatch):
    whole = weights(train(tiny_run_config))
    broken = replace(tiny_run_config, name="broken")

    class Killed(BaseException):
        pass

    from transformers import TrainerCallback

    from train import run as training

    class KillAfterFirstEpoch(TrainerCallback):
        def on_epoch_begin(self, args, state, control, **kwargs):
            if state.epoch >= 1:
                raise Killed

    usual = training.callbacks
    monkeypatch.setattr(training, "callbacks", lambda c: [*usual(c), KillAfterFirstEpoch()])
    with pytest.raises(Killed):
        training.train(broken)
    monkeypatch.setattr(training, "callbacks", usual)

    folder = Path(tiny_run_config.outputs) / "broken"
    (folder / "checkpoints" / "checkpoint-99").mkdir()  # one that was being written
    with pytest.raises(SitrepError, match="was not finished"):
        Run.open(folder)
    assert training.train(replace(broken, resume=str(folder))) == folder
    assert same(whole, weights(folder))
    with pytest.raises(SitrepError, match="already finished"):
        training.train(replace(broken, resume=str(folder)))


def test_the_tagger_learns_its_training_articles(tiny_run_config):
    trainer = replace(tiny_run_config.trainer, epochs=60, patience=0, learning_rate=1e-2)
    folder = train(replace(tiny_run_config, trainer=trainer))
    tagger = Tagger.load(folder)
    for gold in load_articles(Path(tiny_run_config.corpus.path) / "train"):
        found = tagger.tag(gold.with_spans(()))
        assert {s.key for s in found.spans} == {s.key for s in gold.spans}
        assert all(0 < s.score <= 1 for s in found.spans)


def test_an_existing_name_is_not_overwritten(tiny_run_config):
    (Path(tiny_run_config.outputs) / "run").mkdir(parents=True)
    with pytest.raises(SitrepError, match="exists; choose another name"):
        train(tiny_run_config)


def test_weights_of_another_schema_are_refused(tiny_run_config):
    folder = train(tiny_run_config)
    data = json.loads((folder / "schema.json").read_text())
    data["layers"] = data["layers"][:1]
    (folder / "schema.json").write_text(json.dumps(data))
    with pytest.raises(SitrepError, match="trained under another schema"):
        Tagger.load(folder)


def test_two_processes_make_one_run(tiny_run_config, tmp_path):
    config = tmp_path / "tiny.yaml"
    OmegaConf.save(OmegaConf.structured(tiny_run_config), config)
    script = tmp_path / "two.py"
    script.write_text(
        "import sys\n"
        "from omegaconf import OmegaConf\n"
        "from train.config import TrainConfig\n"
        "from train.run import train\n"
        "config = OmegaConf.merge(OmegaConf.structured(TrainConfig), OmegaConf.load(sys.argv[1]))\n"
        "train(OmegaConf.to_object(config))\n"
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2",
               "--master_port=29613", str(script), str(config)]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [path.name for path in Path(tiny_run_config.outputs).iterdir()] == ["run"]
    assert Run.open(Path(tiny_run_config.outputs) / "run").load_schema().name == "core"


def test_a_corpus_of_one_layer_trains_that_layer_and_a_run_can_go_on_from_it(tiny_run_config):
    corpus = replace(tiny_run_config.corpus, layers=["attribution"])
    first = train(replace(tiny_run_config, corpus=corpus, name="attribution"))
    scored = json.loads((first / "metrics.json").read_text())["splits"]["dev"]["strict"]["labels"]
    assert set(scored) == {"source", "cue"}
    fitted = json.loads((first / "calibration.json").read_text())["temperatures"]
    assert {layer for layer, value in fitted.items() if value == 1.0} == {
        "unit", "location", "casualty",
    }  # fmt: skip
    model = replace(tiny_run_config.model, path=str(first / "model"))
    trainer = replace(tiny_run_config.trainer, learning_rate=0.0)
    second = train(replace(tiny_run_config, model=model, trainer=trainer, name="second"))
    assert same(weights(first), weights(second))


def test_an_unknown_layer_is_refused_before_anything_is_made(tiny_run_config):
    corpus = replace(tiny_run_config.corpus, layers=["attributions"])
    with pytest.raises(SitrepError, match="No layer 'attributions' in schema 'core'"):
        train(replace(tiny_run_config, corpus=corpus))
    assert not Path(tiny_run_config.outputs).exists()
