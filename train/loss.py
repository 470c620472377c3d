"""The loss of layered tagging: one tag distribution a layer, summed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from data.dataset import IGNORED
from data.schema import Schema
from train.config import TrainerConfig

#: The number of an encoder's layer in the name of a parameter.
LAYER_NUMBER = re.compile(r"(?<=\.)(layers?)\.(\d+)(?=\.)")


class LayeredLoss:
    """Mean over words of the sum over layers of cross-entropy (or focal loss, Lin et al. 2017).

    Args:
        schema: the layers of the logits.
        config: loss, weights and smoothing.
    """

    def __init__(self, schema: Schema, config: TrainerConfig) -> None:
        self.slices = schema.slices
        self.gamma = config.focal_gamma if config.loss == "focal" else 0.0
        self.inside_weight = config.inside_weight
        self.smoothing = config.label_smoothing

    def __call__(self, outputs: Any, labels: Tensor, num_items_in_batch: Any = None) -> Tensor:
        """Loss of a batch.

        Args:
            outputs: model output with `logits`, shape (windows, tokens, tags).
            labels: shape (windows, tokens, layers); `IGNORED` where no word begins, and in
                layers that the corpus does not label.
            num_items_in_batch: labels (words x layers) over all accumulated steps; by default
                those of this batch. All of them have the same layers labelled.
        """
        logits: Tensor = outputs["logits"].float()
        return mean_over_words(self.total(logits, labels), labels, num_items_in_batch)

    def total(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The loss summed over words and layers; shapes as above, logits in float32."""
        scored = (labels != IGNORED).any(dim=-1)
        rows, targets = logits[scored], labels[scored]
        total = logits.new_zeros(())
        for layer, columns in enumerate(self.slices):
            total = total + self._layer(rows[:, columns], targets[:, layer])
        return total

    def _layer(self, logits: Tensor, target: Tensor) -> Tensor:
        weight = logits.new_full((logits.shape[-1],), self.inside_weight)
        weight[0] = 1.0
        each = functional.cross_entropy(
            logits, target, weight=weight, ignore_index=IGNORED, reduction="none",
            label_smoothing=self.smoothing,
        )  # fmt: skip
        if self.gamma:
            right = torch.softmax(logits, dim=-1).gather(-1, target.clamp(min=0)[:, None])[:, 0]
            each = each * (1 - right) ** self.gamma
        return each.sum()


def mean_over_words(total: Tensor, labels: Tensor, num_items_in_batch: Any = None) -> Tensor:
    """A sum over a batch's words as its share of the mean over all accumulated steps.

    Args:
        total: the sum.
        labels: as `LayeredLoss` takes them.
        num_items_in_batch: as `LayeredLoss` takes it.
    """
    known = labels != IGNORED
    if num_items_in_batch is None:
        return total / max(1, int(known.any(dim=-1).sum()))
    labelled = int(known.flatten(end_dim=-2).any(dim=0).sum())
    shared: Tensor = total * labelled / num_items_in_batch
    return shared


def parameter_groups(model: Any, config: TrainerConfig) -> list[dict[str, Any]]:
    """Optimizer groups: learning rates falling layer by layer, no decay on biases and norms.

    The head has `head_rate` times the base rate; the encoder's top layer the base rate; each
    layer below it `layer_decay` times the one above; the embeddings come last.
    """
    layers = int(getattr(model.config, "num_hidden_layers", 0))
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = config.learning_rate * _scale(name, layers, config)
        plain = parameter.ndim < 2
        groups.setdefault((rate, 0.0 if plain else config.weight_decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": d} for (rate, d), p in groups.items()]


def _scale(name: str, layers: int, config: TrainerConfig) -> float:
    if name.startswith("classifier") or ".classifier" in name:
        return config.head_rate
    found = LAYER_NUMBER.search(name)
    depth = int(found[2]) + 1 if found else 0
    return float(config.layer_decay ** (layers - depth))


LossFunction = Callable[[Any, Tensor, Any], Tensor]
