"""Which feed-forward neurons of an encoder can go.

Fluctuation-based structured pruning (An et al. 2024, FLAP): a neuron whose activation hardly
varies over real text is as good as a constant, which the bias of the layer after it takes over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from data.encode import Window
from models.torch_backend import TorchBackend
from train.loss import LAYER_NUMBER

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class Activity:
    """Mean and variance of the inputs of a linear layer, over all tokens it is called with."""

    def __init__(self, width: int) -> None:
        self.count = 0
        self.total = torch.zeros(width, dtype=torch.float64)
        self.squares = torch.zeros(width, dtype=torch.float64)

    def __call__(self, module: nn.Module, inputs: tuple[Any, ...]) -> None:
        """Count the inputs, of shape (windows, tokens, width); a forward pre-hook."""
        rows = inputs[0].detach().flatten(end_dim=-2).double().cpu()
        self.count += len(rows)
        self.total += rows.sum(dim=0)
        self.squares += rows.square().sum(dim=0)

    @property
    def mean(self) -> Tensor:
        """Shape (width,)."""
        return (self.total / self.count).float()

    @property
    def variance(self) -> Tensor:
        """Shape (width,)."""
        return (self.squares / self.count - (self.total / self.count).square()).float()


def narrowed(
    model: PreTrainedModel, width: int, kept: int, windows: Sequence[Window]
) -> dict[str, Tensor]:
    """The model's weights with `kept` of the `width` feed-forward neurons of each layer.

    Kept are those with the greatest variance of activation times squared norm of outgoing weights.
    The linear layers behind the neurons are known by their `width` inputs, those before them by
    their `width` outputs and by standing in the same layer of the encoder.

    Args:
        model: an encoder whose hidden size is not `width`.
        width: feed-forward neurons of a layer.
        kept: how many of them are to stay.
        windows: text to look at, read one window at a time, so that no padding counts.
    """
    behind = {
        name: module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.in_features == width
    }
    activity = {name: Activity(width) for name in behind}
    hooks = [behind[name].register_forward_pre_hook(seen) for name, seen in activity.items()]
    TorchBackend(model, pad_id=0, max_tokens=1).logits(windows)
    for hook in hooks:
        hook.remove()
    weights = dict(model.state_dict())
    for name, module in behind.items():
        seen, matrix = activity[name], module.weight.detach()
        order = (seen.variance * matrix.square().sum(dim=0)).argsort(descending=True)
        stay, gone = order[:kept].sort().values, order[kept:]
        weights[f"{name}.weight"] = matrix[:, stay]
        if module.bias is not None:
            weights[f"{name}.bias"] = module.bias.detach() + matrix[:, gone] @ seen.mean[gone]
        for other in _before(weights, name, width):
            weights[other] = weights[other][stay]
    return weights


def _before(weights: dict[str, Tensor], name: str, width: int) -> list[str]:
    """Weights and biases of `width` outputs in the layer of the encoder that holds `name`."""
    found = LAYER_NUMBER.search(name)
    prefix = name[: found.end()] + "." if found else ""
    return [
        other
        for other, weight in weights.items()
        if prefix and other.startswith(prefix) and weight.shape[0] == width
    ]
