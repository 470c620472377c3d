"""Logits from PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.encode import Window
from models.batching import batches, padded

if TYPE_CHECKING:
    from transformers import PreTrainedModel


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
