from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification

from data.dataset import IGNORED, make_windows, to_dataset
from data.encode import WindowEncoder
from data.errors import SitrepError
from data.loading import load_articles, split_path
from eval.config import EvalConfig
from eval.run import evaluate
from models.runs import Run
from models.tagger import Tagger
from models.torch_backend import TorchBackend
from train.config import DistilConfig, TrainerConfig
from train.distil import DistilCollator, DistilLoss, Targets, learning_windows, teacher_logits
from train.folder import last_checkpoint
from train.loss import LayeredLoss
from train.run import train
from train.student import load_texts


@pytest.fixture
def loss(core):
    gold = LayeredLoss(core, TrainerConfig(epochs=1, batch_size=1, learning_rate=1e-3))

    def make(**changes) -> DistilLoss:
        return DistilLoss(core, gold, DistilConfig(teacher="x", **changes))

    return make


@pytest.fixture
def batch(core):
    """Two windows of three tokens, two of which begin core words."""
    torch.manual_seed(0)
    labels = torch.zeros(2, 3, 4, dtype=torch.long)
    labels[:, 1] = IGNORED
    labels[0, 0] = torch.tensor([1, 2, 0, 4])
    student, teacher = torch.randn(2, 2, 3, len(core.tags)).unbind()
    return student, Targets(labels, torch.tensor([True, True]), teacher)


def test_a_teacher_has_nothing_to_learn_from_itself(loss, batch):
    student, targets = batch
    same = replace(targets, teacher=student)
    assert loss(gold_weight=0.0)({"logits": student}, same).item() == pytest.approx(0, abs=1e-6)
    assert loss(gold_weight=0.0)({"logits": student}, targets).item() > 0.1


def test_the_divergence_is_that_of_each_layers_softened_tags(loss, batch, core):
    student, targets = batch
    p, q = (x[:, [0, 2]].reshape(4, -1).double().numpy() / 3 for x in (targets.teacher, student))
    total = 0.0
    for columns in core.slices:
        a, b = (np.exp(x[:, columns]) for x in (p, q))
        a, b = (x / x.sum(axis=1, keepdims=True) for x in (a, b))
        total += float((a * np.log(a / b)).sum())
    found = loss(gold_weight=0.0, temperature=3.0)({"logits": student}, targets)
    assert found.item() == pytest.approx(9 * total / 4, rel=1e-5)


def test_gold_weight_one_is_the_plain_loss(loss, batch):
    student, targets = batch
    plain = loss().gold({"logits": student}, targets.labels)
    assert loss(gold_weight=1.0)({"logits": student}, targets).item() == pytest.approx(plain.item())
    on_dev = loss(gold_weight=0.0)({"logits": student}, targets.labels)
    assert on_dev.item() == pytest.approx(plain.item())


def test_windows_without_gold_bring_no_gold_loss(loss, batch):
    student, targets = batch
    student.requires_grad_()
    half = replace(targets, gold=torch.tensor([True, False]))
    loss(gold_weight=1.0)({"logits": student}, half).backward()
    assert student.grad[0, 0].any()
    assert not student.grad[1].any()
    other = replace(half, labels=half.labels.clone())
    other.labels[1, 0] = 2  # tags of a window without gold mean nothing
    value = loss()({"logits": student}, half)
    assert value.item() == loss()({"logits": student}, other).item()
    none = replace(targets, gold=torch.tensor([False, False]))
    words = targets.labels.ne(IGNORED).sum()
    assert loss(gold_weight=1.0)({"logits": student}, none, words).item() == 0.0


def test_accumulated_steps_share_one_mean(loss, batch):
    student, targets = batch
    targets = replace(targets, gold=torch.tensor([True, False]))
    items = targets.labels.ne(IGNORED).sum()  # what Trainer counts: words times layers
    apart = 0.0
    for one in (slice(0, 1), slice(1, 2)):
        part = Targets(targets.labels[one], targets.gold[one], targets.teacher[one])
        apart += loss()({"logits": student[one]}, part, items).item()
    assert apart == pytest.approx(loss()({"logits": student}, targets).item(), rel=1e-5)


def test_batches_carry_the_teachers_logits_and_where_gold_is(teacher, core, texts, article):
    from models.base import load_tokenizer

    tokenizer = load_tokenizer(teacher.name_or_path).backend_tokenizer
    encoder = WindowEncoder(tokenizer, max_length=24, context=4, shapes=True)
    gold = make_windows(to_dataset([article]), encoder, core)
    windows = learning_windows(
        gold, make_windows(to_dataset(load_texts(str(texts))), encoder, core)
    )
    assert windows["gold"] == [True] * len(gold) + [False] * (len(windows) - len(gold))
    assert len(windows) > len(gold) + 2
    logits = teacher_logits(teacher, windows, 0)
    assert {row.dtype for row in logits} == {np.dtype(np.float16)}
    rows = [windows[len(windows) - 1], windows[0]]
    batch = DistilCollator(0, len(core.layers), logits)(rows)
    assert batch["gold"].tolist() == [False, True]
    with torch.no_grad():
        names = ("input_ids", "attention_mask", "token_type_ids")
        want = teacher(**{name: batch[name] for name in names}).logits
    for place, row in enumerate(rows):
        size = len(row["input_ids"])
        found = batch["teacher"][place, :size].float()
        assert torch.allclose(found, want[place, :size], atol=1e-2)
    plain = [{k: v for k, v in rows[1].items() if k not in ("gold", "window")}]
    assert "teacher" not in DistilCollator(0, len(core.layers), logits)(plain)


@pytest.fixture
def student_config(tiny_run_config, teacher_run, texts):
    """A student of one narrower layer; windows of its own, which must not count."""
    distil = DistilConfig(
        teacher=str(teacher_run), layers=[1], intermediate=48, texts=str(texts), gold_weight=0.0
    )
    model = replace(tiny_run_config.model, name="other", max_length=64, shapes=False)
    return replace(tiny_run_config, distil=distil, model=model, name="student")


@pytest.mark.slow
def test_a_students_run_is_complete_and_read_by_the_others(student_config, teacher_run):
    folder = train(student_config)
    assert {path.name for path in folder.iterdir()} == {
        "config.yaml", "schema.json", "window.json", "versions.json", "train.log",
        "model", "metrics.json", "history.json", "report.html", "predictions", "calibration.json",
    }  # fmt: skip
    window = {"max_length": 32, "context": 4, "shapes": True}
    assert json.loads((folder / "window.json").read_text()) == window
    stored = Run.open(folder).load_config()
    assert stored["distil"]["teacher"] == str(teacher_run)
    assert stored["model"]["name"] == "tiny-student"
    found = json.loads((folder / "versions.json").read_text())
    assert len(found["teacher_sha256"]) == len(found["texts_sha256"]) == 64
    tagger = Tagger.load(folder)
    assert tagger.backend.model.config.num_hidden_layers == 1
    scored = json.loads((folder / "metrics.json").read_text())["splits"]["test"]
    again = evaluate(EvalConfig(run=str(folder)))
    found = json.loads((again / "metrics.json").read_text())["splits"]["test"]
    assert found["strict"] == scored["strict"]


@pytest.mark.slow
def test_training_brings_the_student_nearer_to_its_teacher(
    student_config, teacher_run, loss, texts
):
    config = student_config
    articles = load_texts(str(texts)) + load_articles(split_path(config.corpus, "train"))
    wanted = Tagger.load(teacher_run).word_logits(articles)

    def divergence(**changes) -> float:
        """After the last epoch, which need not be the one that is best on dev."""
        trainer = replace(config.trainer, keep_checkpoints=True, patience=0, **changes)
        folder = train(replace(config, trainer=trainer, name=None))
        tagger = Tagger.load(folder)
        last = last_checkpoint(Run(folder))
        tagger.backend = TorchBackend(AutoModelForTokenClassification.from_pretrained(last), 0)
        total = 0.0
        for (_, mine), (_, theirs) in zip(tagger.word_logits(articles), wanted, strict=True):
            total += loss().divergence(torch.from_numpy(mine), torch.from_numpy(theirs)).item()
        return total

    before, after = divergence(learning_rate=0.0), divergence(epochs=30)
    assert after < 0.2 * before


@pytest.mark.slow
def test_a_killed_student_goes_on_and_a_changed_teacher_is_told(
    student_config, teacher_run, monkeypatch
):
    from train import run as training

    config = student_config
    whole = load_file(train(config) / "model" / "model.safetensors")

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "_finish", killed)
    with pytest.raises(KeyboardInterrupt):
        train(replace(config, name="broken"))
    monkeypatch.undo()
    folder = Path(config.outputs) / "broken"
    weights = teacher_run / "model" / "model.safetensors"
    kept = weights.read_bytes()
    weights.write_bytes(kept[:-4] + b"\0\0\0\1")
    with pytest.raises(SitrepError, match=r"The teacher in .* has changed since"):
        train(replace(config, resume=str(folder)))
    weights.write_bytes(kept)
    assert train(replace(config, resume=str(folder))) == folder
    again = load_file(folder / "model" / "model.safetensors")
    assert all(torch.equal(weight, again[name]) for name, weight in whole.items())


def test_a_teacher_of_another_schema_is_told(student_config, teacher_run, core):
    from data.schema import Schema

    Schema("other", core.layers[::-1]).save(teacher_run / "schema.json")
    with pytest.raises(SitrepError, match="was trained under another schema than"):
        train(student_config)
    settings = json.loads((teacher_run / "model" / "config.json").read_text())
    tags = Schema("other", core.layers[::-1]).tags
    settings["id2label"] = {str(index): tag for index, tag in enumerate(tags)}
    (teacher_run / "model" / "config.json").write_text(json.dumps(settings))
    with pytest.raises(SitrepError, match=r"distil\.teacher=.* another schema than schema=core"):
        train(student_config)
    assert not Path(student_config.outputs).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"teacher": "x", "temperature": 0.0}, "distil.temperature=0.0 is not above 0"),
        ({"teacher": "x", "gold_weight": 2.0}, r"distil.gold_weight=2.0 is not in \[0, 1\]"),
        ({"texts": "x"}, "distil.texts needs a teacher"),
        ({"teacher": "x", "texts": "nowhere"}, "nowhere does not exist"),
    ],
)
def test_settings_that_make_no_student_are_told(tiny_run_config, change, sentence):
    with pytest.raises(SitrepError, match=sentence):
        train(replace(tiny_run_config, distil=DistilConfig(**change)))
    assert not Path(tiny_run_config.outputs).exists()
