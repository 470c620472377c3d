from __future__ import annotations

import logging

import onnx
import pytest

from data.article import Article
from models.quantise import damage, products, quantise
from models.tagger import Tagger


@pytest.fixture(scope="module")
def graph(tiny_bundle):
    return tiny_bundle / "model.onnx"


def operators(path) -> list[str]:
    return [node.op_type for node in onnx.load(path).graph.node]


def test_products_are_those_with_weights(graph):
    found = products(graph)
    nodes = {node.name: node for node in onnx.load(graph).graph.node}
    held = {tensor.name for tensor in onnx.load(graph).graph.initializer}
    assert len(found) == len(set(found)) == 2 * 4 + 1  # attention and three more a layer, the head
    for name in found:
        assert nodes[name].op_type in ("MatMul", "Attention")
        assert held & set(nodes[name].input)


def test_quantising_replaces_all_products(graph, tmp_path):
    quantise(graph, tmp_path / "all.onnx")
    found = operators(tmp_path / "all.onnx")
    assert "MatMul" not in found
    assert "Attention" not in found
    assert (tmp_path / "all.onnx").stat().st_size < graph.stat().st_size


def test_what_is_spared_stays_fp32(graph, tmp_path):
    names = products(graph)
    spared = [names[0], names[-1]]
    quantise(graph, tmp_path / "some.onnx", spared)
    assert products(tmp_path / "some.onnx") == spared
    quantise(graph, tmp_path / "none.onnx", names)
    assert products(tmp_path / "none.onnx") == names


def test_the_logger_is_left_as_it_was(graph, tmp_path):
    level = logging.getLogger().level
    with pytest.raises(Exception, match=r"absent\.onnx"):
        quantise(tmp_path / "absent.onnx", tmp_path / "x.onnx")
    assert logging.getLogger().level == level


def test_damage_is_measured_for_each_product(graph, tiny_bundle, tmp_path):
    encoder = Tagger.load(tiny_bundle).encoder
    windows = encoder.encode(Article.from_text("a", "Two men died in Goma, he said.")).windows
    found = damage(graph, tmp_path, windows, 0)
    assert list(found) == products(graph)
    assert all(0 < value < 10 for value in found.values())
