"""Dynamic int8 quantisation of an exported graph, and the search for what it must spare."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.encode import Window
from models.onnx_backend import OnnxBackend


def products(graph: Path) -> list[str]:
    """Names of the graph's products with weights, which are what quantisation replaces."""
    import onnx

    model = onnx.load(graph)
    weights = {tensor.name for tensor in model.graph.initializer}
    return [
        node.name
        for node in model.graph.node
        if node.op_type in ("MatMul", "Attention") and weights & set(node.input)
    ]


def quantise(graph: Path, target: Path, spare: Sequence[str] = ()) -> None:
    """Write the graph with int8 weights, one scale a column, but for the products in `spare`.

    Activations are quantised while running, one scale a tensor.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it warns of a step that a traced graph does not need
    try:
        quantize_dynamic(
            graph,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=list(spare),
            # Fused operators are of ONNX Runtime's own domain, where types cannot be inferred.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        root.setLevel(level)


def damage(graph: Path, folder: Path, windows: Sequence[Window], pad_id: int) -> dict[str, float]:
    """Mean squared change of the logits when one product alone is quantised, by its name.

    Args:
        graph: the fp32 graph.
        folder: where quantised graphs may be written.
        windows: what is run; a few dozen give a steady order.
        pad_id: id of the padding token.
    """
    names = products(graph)
    reference = _logits(graph, windows, pad_id)
    found: dict[str, float] = {}
    for name in names:
        target = folder / "one.onnx"
        quantise(graph, target, [other for other in names if other != name])
        found[name] = float(np.mean((_logits(target, windows, pad_id) - reference) ** 2))
    return found


def _logits(graph: Path, windows: Sequence[Window], pad_id: int) -> NDArray[np.float32]:
    rows = OnnxBackend(graph, pad_id).logits(windows)
    return np.concatenate(rows)
