"""Windows to padded batches, the same for every backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from data.encode import Window


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
