from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given
from scoring import LAYER, both, pairs

from data.article import Article
from data.errors import SitrepError
from eval.scores import score
from models.gate import check_equal, f1_by_label, judge
from models.onnx_backend import OnnxBackend
from models.tagger import Tagger

ARTICLES = [Article.from_text("a", "Officials said 12 soldiers died in Goma.")]


@given(pairs)
def test_f1_is_that_of_evaluation(held):
    # Of equal spans of an article one is kept: a tagger gives no span twice.
    gold, found = (
        [one.with_spans({s.key: s for s in one.spans}.values()) for one in side]
        for side in both(held)
    )
    ours = f1_by_label(gold, found, LAYER)
    theirs = score(gold, found, LAYER)
    for label in LAYER.labels:
        assert ours[label] == pytest.approx(100 * theirs.modes["strict"][label].f1)
    assert ours["micro"] == pytest.approx(100 * theirs.micro().f1)


def with_graph(bundle, graph) -> Tagger:
    usual = Tagger.load(bundle)
    return Tagger(OnnxBackend(graph, 0), usual.encoder, usual.schema)


def changed(bundle, tmp_path, change) -> Tagger:
    """The bundle's tagger with the last layer's bias altered."""
    import onnx

    file = shutil.copy(bundle / "model.onnx", tmp_path / "changed.onnx")
    model = onnx.load(file)
    (bias,) = [t for t in model.graph.initializer if t.name.endswith("classifier.bias")]
    values = onnx.numpy_helper.to_array(bias)
    bias.CopyFrom(onnx.numpy_helper.from_array(change(values).astype(np.float32), bias.name))
    onnx.save(model, file)
    return with_graph(bundle, file)


def test_a_graph_is_equal_to_itself(trained_run, tiny_bundle):
    assert 0 <= check_equal(Tagger.load(tiny_bundle), Tagger.load(trained_run), ARTICLES) < 1e-4


def test_a_changed_weight_is_found(trained_run, tiny_bundle, tmp_path):
    ours = changed(tiny_bundle, tmp_path, lambda bias: bias + 0.01)
    with pytest.raises(SitrepError, match=r"differs from PyTorch by 1\.0e-02 on article a"):
        check_equal(ours, Tagger.load(trained_run), ARTICLES)


def test_logits_that_are_no_numbers_are_found(trained_run, tiny_bundle, tmp_path):
    ours = changed(tiny_bundle, tmp_path, lambda bias: bias * np.nan)
    with pytest.raises(SitrepError, match="differs from PyTorch by nan on article a"):
        check_equal(ours, Tagger.load(trained_run), ARTICLES)


def test_other_spans_are_found_whatever_the_logits(trained_run, tiny_bundle, monkeypatch):
    from models import gate

    reference, ours = Tagger.load(trained_run), Tagger.load(tiny_bundle)
    monkeypatch.setattr(gate, "TOLERANCE", np.inf)
    usual = ours.backend.logits
    monkeypatch.setattr(ours.backend, "logits", lambda windows: [-rows for rows in usual(windows)])
    with pytest.raises(SitrepError, match="gives other spans than PyTorch on article a"):
        check_equal(ours, reference, ARTICLES)


def test_limits_hold_for_micro_and_for_each_label():
    before = {"unit": 90.0, "location": 80.0, "micro": 85.0}
    assert judge(before, {"unit": 89.0, "location": 81.0, "micro": 84.5}, 0.5, 1.0).faults == ()
    worse = {"unit": 88.5, "location": 80.0, "micro": 84.25}
    assert judge(before, worse, 0.5, 1.0).faults == (
        "unit F1 falls by 1.50 points (allowed: 1)",
        "micro F1 falls by 0.75 points (allowed: 0.5)",
    )
    assert judge(before, worse, 1, 2).faults == ()
    assert judge(before, before, -100, 100).faults == (
        "micro F1 falls by 0.00 points (allowed: -100)",
    )
