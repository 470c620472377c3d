from __future__ import annotations

import numpy as np
import pytest

from data.article import Article
from data.errors import SitrepError
from models.batching import batches
from models.onnx_backend import OnnxBackend
from models.tagger import Tagger

TEXTS = ["Goma.", "Officials said 12 soldiers died in Marib. " * 30, "SDF left the town of Tabqa."]


@pytest.fixture(scope="module")
def windows(tiny_bundle):
    encoder = Tagger.load(tiny_bundle).encoder
    return [w for text in TEXTS for w in encoder.encode(Article.from_text("a", text)).windows]


def test_batching_does_not_change_logits(tiny_bundle, windows):
    graph = tiny_bundle / "model.onnx"
    one, many = (OnnxBackend(graph, 0, max_tokens=m) for m in (1, 10_000))
    assert len(list(batches(windows, 1))) == len(windows) > 3
    assert len(list(batches(windows, 10_000))) == 1
    for window, left, right in zip(windows, one.logits(windows), many.logits(windows), strict=True):
        assert left.shape == (len(window.input_ids), 14)
        np.testing.assert_allclose(left, right, atol=1e-4)
    assert one.logits([]) == []


def test_the_padding_token_is_masked(tiny_bundle, windows):
    graph = tiny_bundle / "model.onnx"
    usual, other = (OnnxBackend(graph, pad, max_tokens=10_000) for pad in (0, 2000))
    for left, right in zip(usual.logits(windows), other.logits(windows), strict=True):
        np.testing.assert_allclose(left, right, atol=1e-4)


@pytest.mark.parametrize("device", ["cuda", "tpu"])
def test_a_device_that_is_not_there_is_one_sentence(device, tiny_bundle):
    import onnxruntime

    if device == "cuda" and "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this ONNX Runtime has CUDA")
    with pytest.raises(SitrepError, match=f"device={device}: .*use device=cpu") as caught:
        Tagger.load(tiny_bundle, device=device)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_graph_is_one_sentence(tmp_path):
    file = tmp_path / "model.onnx"
    for content in (b"", b"not a graph"):
        file.write_bytes(content)
        with pytest.raises(SitrepError, match=r"model\.onnx cannot be loaded by ONNX") as caught:
            OnnxBackend(file, 0)
        assert "\n" not in str(caught.value)
    with pytest.raises(SitrepError, match=r"absent\.onnx cannot be loaded by ONNX"):
        OnnxBackend(tmp_path / "absent.onnx", 0)
