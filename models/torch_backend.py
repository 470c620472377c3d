"""Logits from PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.encode import Window

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def batches(windows: Sequence[Window], max_tokens: int) -> Iterator[list[int]]:
    """Indices of windows of like length, at most `max_tokens` padded tokens together."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].input_ids), reverse=True)
    batch: list[int] = []
    for index in order:
        width = len(windows[batch[0]].input_ids) if batch else len(windows[index].input_ids)
        if batch and width * (len(batch) + 1) > max_tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def padded(windows: Sequence[Window], pad_id: int) -> dict[str, NDArray[np.int64]]:
    """Inputs of a batch by name, each of shape (windows, longest window).

    `token_type_ids` are the windows' word shapes; absent where they have none.
    """
    width = max(len(window.input_ids) for window in windows)
    ids = np.full((len(windows), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(windows), width), dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.input_ids)] = window.input_ids
        mask[row, : len(window.input_ids)] = 1
    inputs = {"input_ids": ids, "attention_mask": mask}
    if windows[0].shapes:
        shapes = np.zeros((len(windows), width), dtype=np.int64)
        for row, window in enumerate(windows):
            shapes[row, : len(window.shapes)] = window.shapes
        inputs["token_type_ids"] = shapes
    return inputs


class TorchBackend:
    """Runs a token classifier in batches filled by tokens.

    Args:
        model: any `AutoModelForTokenClassification`.
        pad_id: id of the padding token.
        max_tokens: padded tokens of a batch.
    """

    def __init__(self, model: PreTrainedModel, pad_id: int, max_tokens: int = 4096) -> None:
        self.model = model.eval()
        self.pad_id = pad_id
        self.max_tokens = max_tokens

    def logits(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """For each window, logits of shape (tokens, tags), in the windows' order."""
        import torch

        out: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(windows)
        device = self.model.device
        with torch.inference_mode():
            for batch in batches(windows, self.max_tokens):
                inputs = padded([windows[i] for i in batch], self.pad_id)
                tensors = {k: torch.from_numpy(v).to(device) for k, v in inputs.items()}
                rows = self.model(**tensors).logits.float().cpu().numpy()
                for row, index in enumerate(batch):
                    out[index] = rows[row, : len(windows[index].input_ids)]
        return out
