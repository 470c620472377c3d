"""Logits from ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.encode import Window
from data.errors import SitrepError
from models.batching import batches, padded

PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


class OnnxBackend:
    """Runs an exported token classifier in batches filled by tokens.

    Args:
        path: an ONNX file with inputs `input_ids`, `attention_mask` and perhaps
            `token_type_ids`, each of shape (windows, tokens), and output `logits` of shape
            (windows, tokens, tags).
        pad_id: id of the padding token.
        device: cpu or cuda.
        threads: threads of one matrix product; 0 takes one a core.
        max_tokens: padded tokens of a batch. Small batches stay in the processor's caches.

    Raises:
        SitrepError: the file cannot be loaded, or the device is not there.
    """

    def __init__(
        self,
        path: str | Path,
        pad_id: int,
        device: str = "cpu",
        threads: int = 0,
        max_tokens: int = 512,
    ) -> None:
        self.session = _session(Path(path), device, threads)
        self.inputs = {node.name for node in self.session.get_inputs()}
        self.pad_id = pad_id
        self.max_tokens = max_tokens

    def logits(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """For each window, logits of shape (tokens, tags), in the windows' order."""
        out: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(windows)
        for batch in batches(windows, self.max_tokens):
            inputs = padded([windows[i] for i in batch], self.pad_id)
            wanted = {name: array for name, array in inputs.items() if name in self.inputs}
            (rows,) = self.session.run(["logits"], wanted)
            for row, index in enumerate(batch):
                out[index] = rows[row, : len(windows[index].input_ids)]
        return out


def _session(path: Path, device: str, threads: int) -> Any:
    import onnxruntime

    provider = PROVIDERS.get(device)
    if provider not in onnxruntime.get_available_providers():
        raise SitrepError(
            f"device={device}: this ONNX Runtime has no {provider or 'provider of that name'};"
            " use device=cpu, or install onnxruntime-gpu for cuda."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=[provider])
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        raise SitrepError(f"{path} cannot be loaded by ONNX Runtime: {first}") from None
