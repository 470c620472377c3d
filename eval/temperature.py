"""Fitting one temperature a layer on articles that the model was not trained on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data.schema import Schema
from models.calibration import Calibration
from models.decode import log_softmax

#: Bounds of a temperature.
LOWEST, HIGHEST = 0.05, 20.0
#: Halvings of the interval; the last is far below any digit that is shown.
STEPS = 50


def fit(
    pairs: Iterable[tuple[NDArray[np.float32], NDArray[np.int8]]], schema: Schema
) -> Calibration:
    """Temperatures that minimise the negative log-likelihood of gold tags (Guo et al. 2017).

    Args:
        pairs: for each article its word logits, shape (words, tags), and gold tags, shape
            (words, layers), from `data.bio.to_tags`.
        schema: the layers.
    """
    held = list(pairs)
    if not sum(len(tags) for _, tags in held):
        return Calibration(dict.fromkeys((layer.name for layer in schema.layers), 1.0))
    logits = np.concatenate([rows for rows, _ in held]).astype(np.float64)
    tags = np.concatenate([rows for _, rows in held]).astype(np.int64)
    return Calibration(
        {
            layer.name: _temperature(logits[:, columns], tags[:, index])
            for index, (layer, columns) in enumerate(zip(schema.layers, schema.slices, strict=True))
        }
    )


def likelihood_loss(
    logits: NDArray[np.float64], tags: NDArray[np.int64], temperature: float
) -> float:
    """Mean negative log-likelihood of the tags, in nats; `logits` has shape (words, tags)."""
    logs = log_softmax((logits / temperature).astype(np.float32))
    return -float(logs[np.arange(len(tags)), tags].mean())


def _temperature(logits: NDArray[np.float64], tags: NDArray[np.int64]) -> float:
    """The minimum by bisection: the loss is convex in 1 / temperature, so its slope has one zero.

    The slope in b = 1 / temperature is the mean over words of the logit expected under the
    model less the logit of the gold tag.
    """
    rows = np.arange(len(tags))
    shifted = logits - logits.max(axis=1, keepdims=True)
    gold = shifted[rows, tags].mean()
    low, high = np.log(1 / HIGHEST), np.log(1 / LOWEST)
    for _ in range(STEPS):
        middle = (low + high) / 2
        weights = np.exp(np.exp(middle) * shifted)
        expected = (weights * shifted).sum(axis=1) / weights.sum(axis=1)
        if expected.mean() > gold:
            high = middle
        else:
            low = middle
    return round(float(np.exp(-(low + high) / 2)), 4)
