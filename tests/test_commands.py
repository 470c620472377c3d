"""The commands as a user runs them: what they print, leave behind and exit with."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from data import cli
from data.errors import SitrepError
from data.paths import ROOT


def command(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, input=stdin, capture_output=True, text=True,
        env=os.environ | {"COLUMNS": "120"}, timeout=300,
    )  # fmt: skip


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a failed command."""
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.mark.slow
def test_it_is_no_fault_that_nobody_reads_on():
    words = [sys.executable, "-m", "data", "lint"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "lint: " in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "trainer.epoch=3"], "key 'trainer.epoch'; did you mean trainer.epochs?"),
        (["train", "model=gpt"], "There is no model=gpt; choose one of bert, deberta"),
        (["train", "trainer.epochs=many"], "trainer.epochs: Value 'many' of type 'str'"),
        (["train", "model=local"], "No value for model.path"),
        (["train", "corpus.path=nowhere"], "corpus.path=nowhere has no 'train' folder"),
        (["train", "resume=nowhere"], "resume=nowhere is not a run folder"),
        (["train", "trainer.loss=hinge"], "trainer.loss=hinge is not one of"),
        (["train", "experiment=distil"], "No value for distil.teacher"),
        (["train", "distil.teacher=nowhere"], "nowhere is not a run folder"),
        (["eval"], "No value for run"),
        (["eval", "run=nowhere"], "nowhere is not a run folder"),
        (["eval", "run=x", "corpora=y"], "key 'corpora'; did you mean corpus?"),
        (["eval.compare", "run=nowhere"], "No value for baseline"),
        (["eval.compare", "run=nowhere", "baseline=x"], "nowhere/schema.json is missing"),
        (["eval.baselines"], "No value for output"),
        (["eval.baselines", "crf.l3=1"], "key 'crf.l3'; did you mean crf.l2?"),
        (["models.tag", "model=nowhere", "input=-"], "nowhere is not a run folder"),
        (["models.tag", "input=nowhere", "output=x.jsonl"], "nowhere does not exist"),
        (["models.serve", "model=nowhere", "port=0"], "nowhere is not a run folder"),
        (["models.export"], "No value for run"),
        (["models.export", "run=nowhere"], "nowhere is not a run folder"),
        (["models.export", "run=x", "int4=true"], "key 'int4'"),
        (["eval.bench", "run=nowhere"], "nowhere is not a run folder"),
        (["data"], "say what to do: python -m data check|lint|stats|convert"),
        (["data", "check", "corpus.path=nowhere"], "corpus.path=nowhere holds no .xml articles"),
        (["data", "lint", "corpus.path=nowhere"], "corpus.path=nowhere holds no .xml articles"),
        (["data", "convert", "in=nowhere", "out=x", "format=xml"], "nowhere does not exist"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(words, sentence):
    assert sentence in told(command(*words))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<p><location>Goma</p>", "train-0.xml:1: not well-formed XML"),
        ("<p><town>Goma</town></p>", "train-0.xml:1: unknown tag <town>"),
        ('<p><unit kind="x">M23</unit></p>', "train-0.xml:1: kind='x' on <unit> is not one of"),
    ],
)
def test_a_faulty_article_stops_training_before_it_starts(body, sentence, corpus, tmp_path):
    path = Path(corpus.path, "train", "train-0.xml")
    path.write_text(f'<article id="train-0">{body}</article>')
    outputs = tmp_path / "outputs"
    done = command("train", f"corpus.path={corpus.path}", f"outputs={outputs}")
    assert sentence in told(done)
    assert not outputs.exists()
    checked = command("data", "check", f"corpus.path={corpus.path}")
    assert checked.returncode == 2
    assert sentence.removeprefix("train-0.xml:1: ") in checked.stdout


def test_a_disk_too_small_is_told_before_training(tiny_run_config, monkeypatch):
    import shutil

    from train import run

    usage = type("Usage", (), {"free": 1 << 20})
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(SitrepError, match="has 1 MiB free, and this run needs about"):
        run.train(tiny_run_config)
    assert not Path(tiny_run_config.outputs).exists()


def test_a_disk_that_fills_up_while_writing_leaves_nothing(tiny_run_config, monkeypatch, capsys):
    """The model comes last and under a temporary name, so the run stays unfinished."""
    from transformers import PreTrainedModel

    from models.runs import Run
    from train import run

    usual = PreTrainedModel.save_pretrained

    def full(self, folder, *args, **kwargs):
        if "checkpoint" not in str(folder):
            Path(folder).mkdir(parents=True)
            (Path(folder) / "model.safetensors").write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
        return usual(self, folder, *args, **kwargs)

    monkeypatch.setattr(PreTrainedModel, "save_pretrained", full)
    with pytest.raises(OSError, match="No space left") as caught:
        run.train(tiny_run_config)
    assert "No space left on device" in (cli._storage_fault(caught.value) or "")
    folder = Path(tiny_run_config.outputs) / "run"
    assert not Run(folder).finished
    assert not [p for p in folder.iterdir() if p.name.startswith(".")]
    monkeypatch.setattr(PreTrainedModel, "save_pretrained", usual)
    assert run.train(replace(tiny_run_config, resume=str(folder))) == folder


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_really_full_disk_is_one_sentence(corpus, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small]).returncode:
        pytest.skip("no mount here")
    try:
        out = small / "corpus.jsonl"
        (small / "filler").write_bytes(b"x" * 16384)
        done = command("data", "convert", f"in={corpus.path}", f"out={out}", "format=jsonl")
        assert "No space left on device" in told(done)
        assert [p.name for p in small.iterdir()] == ["filler"]
    finally:
        subprocess.run(["umount", small], check=True)


def test_check_stats_and_convert_work_from_the_shell(corpus, tmp_path):
    checked = command("data", "check", f"corpus.path={corpus.path}")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "4 articles, 0 errors" in checked.stdout
    out = tmp_path / "stats.json"
    shown = command("data", "stats", f"corpus.path={corpus.path}", f"out={out}", "schema=fine")
    assert shown.returncode == 0, shown.stderr
    assert json.loads(out.read_text())["splits"]["train"]["spans"]["formation"] == 1
    target = tmp_path / "train.conll"
    done = command("data", "convert", f"in={corpus.path}/train", f"out={target}", "format=conll")
    assert done.returncode == 0, done.stderr
    assert "not held: " in done.stdout
    assert target.is_file()


@pytest.mark.slow
def test_train_eval_tag_from_the_shell(tiny_overrides, corpus, tmp_path):
    done = command("train", *tiny_overrides, "name=a")
    assert done.returncode == 0, done.stderr
    assert "micro" in done.stdout
    run = tmp_path / "outputs" / "a"
    assert str(run / "report.html") in done.stdout
    done = command("eval", f"run={run}", f"corpus={corpus.path}/train")
    assert done.returncode == 0, done.stderr
    assert "train: 2 articles" in done.stdout
    text = tmp_path / "in" / "news.txt"
    text.parent.mkdir()
    text.write_text("Kharkiv fell.\nHe said so.\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = command("models.tag", f"model={run}", f"input={text.parent}", f"output={out}")
    assert done.returncode == 0, done.stderr
    row = json.loads(out.read_text())
    assert (row["id"], row["text"]) == ("news", text.read_text())
    piped = command("models.tag", f"model={run}", "input=-", stdin=text.read_text())
    assert json.loads(piped.stdout)["spans"] == row["spans"]


@pytest.mark.slow
def test_export_from_the_shell(trained_run, tmp_path):
    out = tmp_path / "bundle"
    done = command("models.export", f"run={trained_run}", f"output={out}", "int8=false")
    assert done.returncode == 0, done.stderr
    assert f"onnx {out}" in done.stderr
    assert (out / "model.onnx").is_file()
    text = "Two men died in Goma."
    words = ("models.tag", "input=-")
    of_bundle = command(*words, f"model={out}", stdin=text)
    assert of_bundle.returncode == 0, of_bundle.stderr
    of_run = command(*words, f"model={trained_run}", stdin=text)
    keys = [
        [(s["label"], s["start"], s["end"]) for s in json.loads(done.stdout)["spans"]]
        for done in (of_bundle, of_run)
    ]
    assert keys[0] == keys[1] != []
    done = command("models.export", f"run={trained_run}", "format=tflite")
    assert "format=tflite is not one of" in told(done)


@pytest.mark.slow
def test_a_sweep_makes_a_run_for_each_choice(tiny_overrides, tmp_path):
    sweep = f"hydra.sweep.dir={tmp_path / 'sweep'}"
    done = command("train", "--multirun", *tiny_overrides, sweep, "seed=1,2")
    assert done.returncode == 0, done.stderr
    runs = sorted(path.name for path in (tmp_path / "outputs").iterdir())
    assert len(runs) == 2
    assert [name[-2:] for name in runs] == ["s1", "s2"]
