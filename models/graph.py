"""A PyTorch token classifier as a fused fp32 ONNX graph."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedModel

#: Operators of the graph; 17 has layer normalisation and is read by every current runtime.
OPSET = 17


def write_graph(model: PreTrainedModel, shapes: bool, path: Path) -> None:
    """Trace the model and fuse attention, layer norms and GELU (ONNX Runtime's optimiser).

    Inputs `input_ids`, `attention_mask` and, with `shapes`, `token_type_ids`: int64 of shape
    (windows, tokens). Output `logits`: float32 of shape (windows, tokens, tags). Layers
    that the optimiser does not know stay as traced.
    """
    import torch

    names = ["input_ids", "attention_mask", *(["token_type_ids"] if shapes else [])]

    class Traced(torch.nn.Module):
        """Positional inputs, one output."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> Any:
            return self.model(**dict(zip(names, inputs, strict=True))).logits

    axes = {name: {0: "windows", 1: "tokens"} for name in (*names, "logits")}
    sample = tuple(torch.ones((2, 16), dtype=torch.long) for _ in names)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Traced().eval(),
            sample,
            path,
            input_names=names,
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,  # its plain graph is what the optimiser's patterns know
        )
    _fuse(model, path)


def _fuse(model: PreTrainedModel, path: Path) -> None:
    from onnxruntime.transformers import optimizer

    # The patterns of "bert" fit every encoder of its kind; the gate sees to it that none misfits.
    fused = optimizer.optimize_model(
        str(path),
        model_type="bert",
        num_heads=getattr(model.config, "num_attention_heads", 0),
        hidden_size=getattr(model.config, "hidden_size", 0),
        opt_level=0,
    )
    fused.save_model_to_file(str(path))
