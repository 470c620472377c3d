"""Logits from ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
        threads: batches run at once, each on one core; 0 takes one a core.
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
        max_tokens: int = 256,
    ) -> None:
        self.threads = (threads or _cores()) if device == "cpu" else 1
        self.session = _session(Path(path), device)
        self.inputs = {node.name for node in self.session.get_inputs()}
        self.pad_id = pad_id
        self.max_tokens = max_tokens

    def logits(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """For each window, logits of shape (tokens, tags), in the windows' order."""
        out: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(windows)
        # A core for each batch beats all cores for one: nothing waits at the end of a product.
        with ThreadPoolExecutor(self.threads) as pool:
            order = list(batches(windows, self.max_tokens))
            for batch, rows in zip(
                order, pool.map(partial(self._run, windows), order), strict=True
            ):
                for row, index in enumerate(batch):
                    out[index] = rows[row, : len(windows[index].input_ids)]
        return out

    def _run(self, windows: Sequence[Window], batch: Sequence[int]) -> NDArray[np.float32]:
        inputs = padded([windows[i] for i in batch], self.pad_id)
        wanted = {name: array for name, array in inputs.items() if name in self.inputs}
        (rows,) = self.session.run(["logits"], wanted)
        found: NDArray[np.float32] = rows
        return found


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux; elsewhere no process is tied to cores
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _session(path: Path, device: str) -> Any:
    import onnxruntime

    provider = PROVIDERS.get(device)
    if provider not in onnxruntime.get_available_providers():
        raise SitrepError(
            f"device={device}: this ONNX Runtime has no {provider or 'provider of that name'};"
            " use device=cpu, or install onnxruntime-gpu for cuda."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=[provider])
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        raise SitrepError(f"{path} cannot be loaded by ONNX Runtime: {first}") from None
