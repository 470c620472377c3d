"""Batches of windows for training."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from data.dataset import IGNORED


class Collator:
    """Pads windows to the longest of their batch.

    Args:
        pad_id: id of the padding token.
        layers: number of layers of the labels.
        multiple: pad lengths up to a multiple of this (GPU kernels like 8).
    """

    def __init__(self, pad_id: int, layers: int, multiple: int = 1) -> None:
        self.pad_id = pad_id
        self.layers = layers
        self.multiple = multiple

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Tensor]:
        """`input_ids`, `attention_mask` and `token_type_ids`, if any, of shape (windows, tokens).

        `labels` has shape (windows, tokens, layers).
        """
        longest = max(len(row["input_ids"]) for row in rows)
        width = -(-longest // self.multiple) * self.multiple
        ids = torch.full((len(rows), width), self.pad_id, dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        labels = torch.full((len(rows), width, self.layers), IGNORED, dtype=torch.long)
        for index, row in enumerate(rows):
            size = len(row["input_ids"])
            ids[index, :size] = torch.tensor(row["input_ids"])
            mask[index, :size] = 1
            labels[index, :size] = torch.tensor(row["labels"])
        batch = {"input_ids": ids, "attention_mask": mask, "labels": labels}
        if "token_type_ids" in rows[0]:
            batch["token_type_ids"] = torch.zeros_like(ids)
            for index, row in enumerate(rows):
                shapes = torch.tensor(row["token_type_ids"])
                batch["token_type_ids"][index, : len(shapes)] = shapes
        return batch
