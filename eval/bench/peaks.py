"""What the machine's matrix products reach, and what a word costs in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from data.article import Article
from data.encode import WindowEncoder

#: Rows, inner width and columns of the products that are timed.
SHAPE = (2048, 1536, 1536)


def _rate(work: Callable[[], object], seconds: float = 1.0) -> float:
    """Best rate of a product of `SHAPE`, in GFLOP/s (a multiply and an add are two)."""
    operations = 2 * SHAPE[0] * SHAPE[1] * SHAPE[2]
    work()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return operations / best / 1e9


def peaks(threads: int) -> dict[str, float]:
    """GFLOP/s of fp32 (the better of PyTorch and ONNX Runtime), bf16 (PyTorch), int8 (ONNX)."""
    import torch

    if threads:
        torch.set_num_threads(threads)
    rows, inner, columns = SHAPE
    found = {}
    for name, kind in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        left = torch.ones((rows, inner), dtype=kind)
        right = torch.ones((inner, columns), dtype=kind)
        found[name] = _rate(lambda a=left, b=right: a @ b)  # type: ignore[misc]
    for name in ("fp32", "int8"):
        session = _product(name == "int8", threads)
        inputs = {"a": np.ones((rows, inner), np.uint8 if name == "int8" else np.float32)}
        reached = _rate(lambda s=session, i=inputs: s.run(None, i))  # type: ignore[misc]
        found[name] = max(found.get(name, 0.0), reached)
    return found


def _product(integer: bool, threads: int) -> Any:
    """A session of one product: of fp32 numbers, or of unsigned ones with int8 weights."""
    import onnx
    import onnxruntime

    types = (onnx.TensorProto.UINT8, onnx.TensorProto.INT32) if integer else (
        onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT
    )  # fmt: skip
    weights = onnx.numpy_helper.from_array(
        np.ones(SHAPE[1:], np.int8 if integer else np.float32), "b"
    )
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMulInteger" if integer else "MatMul", ["a", "b"], ["c"])],
        "product",
        [onnx.helper.make_tensor_value_info("a", types[0], SHAPE[:2])],
        [onnx.helper.make_tensor_value_info("c", types[1], None)],
        [weights],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def word_cost(encoder: WindowEncoder, settings: Any, articles: Sequence[Article]) -> float:
    """Mega-operations of matrix products that a word costs, context and attention counted.

    Args:
        encoder: cuts the windows.
        settings: of the encoder: `num_hidden_layers`, `hidden_size`, `intermediate_size`.
        articles: what the mean is taken over; padding is not counted.
    """
    hidden, middle = settings.hidden_size, settings.intermediate_size
    total = words = 0
    for article in articles:
        words += len(article.text.split())
        for window in encoder.encode(article).windows:
            tokens = len(window.input_ids)
            linear = 2 * tokens * (4 * hidden * hidden + 2 * hidden * middle)
            attention = 4 * tokens * tokens * hidden
            total += settings.num_hidden_layers * (linear + attention)
    return total / max(words, 1) / 1e6
