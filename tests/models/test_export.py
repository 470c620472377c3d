from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from data.article import Article
from data.errors import SitrepError
from data.loading import load_articles
from models import export as exporting
from models.bundle import SUMS, check_sums
from models.export import export
from models.export_config import ExportConfig
from models.tagger import Tagger

TEXT = (
    "The 17th Division shelled Marib.\n\n"
    "Officials said at least 12 civilians and THREE soldiers died.\n\n"
    "Ünïts 🇺🇦 of the M23 left Goma, “A, B” said. " * 12
)


@pytest.fixture
def run_copy(trained_run, tmp_path) -> Path:
    """A run that a test may change; its bundle stays behind."""
    return shutil.copytree(
        trained_run, tmp_path / "run", ignore=shutil.ignore_patterns("bundle", "checkpoints")
    )


def corpus_of(run: Path) -> Path:
    return Path(yaml.safe_load((run / "config.yaml").read_text())["corpus"]["path"])


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_the_bundle_tags_as_the_run_does(trained_run, tiny_bundle):
    ours, reference = Tagger.load(tiny_bundle), Tagger.load(trained_run)
    articles = [Article.from_text("a", TEXT), Article.from_text("empty", "")]
    articles += load_articles(str(corpus_of(trained_run)))
    assert len(reference.encoder.encode(articles[0]).windows) > 2
    for left, right in zip(ours.stream(articles), reference.stream(articles), strict=True):
        assert [s.key for s in left.spans] == [s.key for s in right.spans]
        assert [s.attributes for s in left.spans] == [s.attributes for s in right.spans]
        assert [s.score for s in left.spans] == pytest.approx(
            [s.score for s in right.spans], abs=1e-4
        )
    assert len(ours.tag(TEXT).spans) > 20
    for (_, left), (_, right) in zip(
        ours.word_logits(articles), reference.word_logits(articles), strict=True
    ):
        np.testing.assert_allclose(left, right, atol=1e-4)


def test_int8_tags_with_the_same_labels(tiny_bundle):
    small, usual = Tagger.load(tiny_bundle, precision="int8"), Tagger.load(tiny_bundle)
    ((_, left),) = small.word_logits([Article.from_text("a", TEXT)])
    ((_, right),) = usual.word_logits([Article.from_text("a", TEXT)])
    assert 1e-4 < np.abs(left - right).max() < 0.2 * np.abs(right).max()


def test_what_lies_in_the_folder(trained_run, tiny_bundle):
    assert {path.name for path in tiny_bundle.iterdir()} == {
        "bundle.json", "schema.json", "tokenizer.json", "calibration.json", "model.onnx",
        "model.int8.onnx", "README.md", "SHA256SUMS", "tag.py", "sitrep",
    }  # fmt: skip
    same = (trained_run / "calibration.json").read_bytes()
    assert (tiny_bundle / "calibration.json").read_bytes() == same
    settings = json.loads((tiny_bundle / "bundle.json").read_text())
    assert settings == {
        "name": "run", "max_length": 96, "context": 4, "shapes": True, "pad_id": 0,
        "precisions": ["fp32", "int8"], "version": 1,
    }  # fmt: skip
    card = (tiny_bundle / "README.md").read_text()
    assert "2 training articles (29 words)" in card
    assert re.search(r"\| \*\*micro\*\* \| [\d.]+ \[[\d.]+, [\d.]+\] \|", card)
    assert re.search(r"differ from PyTorch's by at most \d\.\de-0\d on 1 articles", card)
    assert "| int8 | " in card


def test_int8_out_of_limits_is_not_published(run_copy, tmp_path, capsys):
    calibration = run_copy / "calibration.json"
    calibration.unlink()
    folder = export(ExportConfig(run=str(run_copy), output=str(tmp_path / "b"), max_loss=-100))
    assert not (folder / "model.int8.onnx").exists()
    assert not (folder / "calibration.json").exists()
    tagger = Tagger.load(folder)
    assert tagger.calibration is None
    assert json.loads((folder / "bundle.json").read_text())["precisions"] == ["fp32"]
    told = " ".join(capsys.readouterr().err.split())
    assert re.search(
        r"int8 is not published: micro F1 falls by -?[\d.]+ points \(allowed: -100\)", told
    )
    card = (folder / "README.md").read_text()
    assert "int8 (not published)" in card
    assert "--precision int8" not in card
    with pytest.raises(SitrepError, match="has no int8 graph, only fp32"):
        Tagger.load(folder, precision="int8")


def test_a_failing_export_leaves_the_older_bundle(run_copy, tmp_path, monkeypatch):
    output = tmp_path / "b"
    output.mkdir()
    (output / SUMS).write_text("")

    def fail(*_):
        raise SitrepError("The ONNX graph differs.")

    monkeypatch.setattr(exporting, "check_equal", fail)
    for target in (output, tmp_path / "new"):
        with pytest.raises(SitrepError, match="differs"):
            export(ExportConfig(run=str(run_copy), output=str(target)))
    assert [path.name for path in output.iterdir()] == [SUMS]
    assert not (tmp_path / "new").exists()
    assert not leftovers(tmp_path)


def test_a_new_bundle_replaces_the_older_one(run_copy, tmp_path):
    output = tmp_path / "b"
    output.mkdir()
    (output / SUMS).write_text("")
    export(ExportConfig(run=str(run_copy), output=str(output), int8=False))
    assert not (output / "model.int8.onnx").exists()
    assert "int8" not in (output / "README.md").read_text()
    check_sums(output)
    assert not leftovers(tmp_path)


def test_safetensors_are_read_by_plain_transformers(trained_run, tmp_path):
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    config = ExportConfig(run=str(trained_run), output=str(tmp_path / "s"), format="safetensors")
    folder = export(config)
    check_sums(folder)
    model = AutoModelForTokenClassification.from_pretrained(folder)
    inputs = AutoTokenizer.from_pretrained(folder)("Two men died in Goma.", return_tensors="pt")
    theirs = AutoModelForTokenClassification.from_pretrained(trained_run / "model")
    assert torch.equal(model(**inputs).logits, theirs(**inputs).logits)
    assert "unit:B-unit" in model.config.id2label.values()
    card = (folder / "README.md").read_text()
    assert "AutoModelForTokenClassification.from_pretrained" in card
    assert "**micro**" in card
    for absent in ("tag.py", "make bench", "ONNX", "onnx", "graph"):
        assert absent not in card


def test_the_card_takes_an_evaluation_of_some_labels_alone(run_copy, tmp_path):
    metrics = json.loads((run_copy / "metrics.json").read_text())
    split = metrics["splits"]["test"]
    split["strict"]["labels"] = {"location": split["strict"]["labels"]["location"]}
    (run_copy / "eval" / "places").mkdir(parents=True)
    written = json.dumps({"splits": {"places": split}})
    (run_copy / "eval" / "places" / "metrics.json").write_text(written)
    folder = export(
        ExportConfig(run=str(run_copy), format="safetensors", output=str(tmp_path / "o"))
    )
    rows = [r.split("|") for r in (folder / "README.md").read_text().splitlines() if r[:2] == "| "]
    cells = {row[1].strip(): row[-2].strip() for row in rows}
    assert cells["location"]
    assert cells["unit"] == ""


def test_an_unknown_format_and_a_run_that_is_none(trained_run, tmp_path):
    with pytest.raises(SitrepError, match="format=tflite is not one of onnx, safetensors"):
        export(ExportConfig(run=str(trained_run), format="tflite"))
    with pytest.raises(SitrepError, match="is not a run folder"):
        export(ExportConfig(run=str(tmp_path)))


def test_a_folder_that_is_no_export_is_refused(trained_run, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(SitrepError, match="is no export"):
        export(ExportConfig(run=str(trained_run), output=str(tmp_path), int8=False))
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep me"
