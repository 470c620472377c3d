"""Learning a teacher's tags: softened targets (Hinton et al. 2015) beside the gold ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor
from torch.nn import functional

from data.dataset import IGNORED
from data.encode import Window
from data.schema import Schema
from models.torch_backend import TorchBackend
from train.collate import Collator
from train.config import DistilConfig
from train.loss import LayeredLoss, mean_over_words
from train.trainer import LayeredTrainer

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel

#: Windows that the teacher reads between two steps of the progress bar.
CHUNK = 64


@dataclass(frozen=True, slots=True)
class Targets:
    """What a student learns from a batch.

    Attributes:
        labels: shape (windows, tokens, layers), `IGNORED` where no core word begins. In windows
            without gold they only say where the words are.
        gold: True for windows with gold, shape (windows,).
        teacher: the teacher's logits, shape (windows, tokens, tags).
    """

    labels: Tensor
    gold: Tensor
    teacher: Tensor


def learning_windows(labelled: Dataset, unlabelled: Dataset | None) -> Dataset:
    """Windows to learn from, with two more columns: `gold` (bool) and `window` (index)."""
    from datasets import concatenate_datasets

    parts = [(labelled, True)] + ([] if unlabelled is None else [(unlabelled, False)])
    joined = concatenate_datasets([part for part, _ in parts])
    joined = joined.add_column("gold", [gold for part, gold in parts for _ in range(len(part))])
    return joined.add_column("window", list(range(len(joined))))


def teacher_logits(
    teacher: PreTrainedModel, windows: Dataset, pad_id: int
) -> list[NDArray[np.float16]]:
    """The teacher's logits for each window, shape (tokens, tags)."""
    backend = TorchBackend(teacher, pad_id)
    names = [name for name in ("input_ids", "token_type_ids") if name in windows.column_names]
    windows = windows.select_columns(names)
    found: list[NDArray[np.float16]] = []
    for start in track(range(0, len(windows), CHUNK), "reading with the teacher", transient=True):
        rows = windows[start : start + CHUNK]
        shapes = rows.get("token_type_ids") or [()] * len(rows["input_ids"])
        inputs = zip(rows["input_ids"], shapes, strict=True)
        chunk = [Window(tuple(ids), (), 0, tuple(shape)) for ids, shape in inputs]
        found += [logits.astype(np.float16) for logits in backend.logits(chunk)]
    return found


class DistilCollator(Collator):
    """Pads windows, and the teacher's logits with them.

    Args:
        pad_id: id of the padding token.
        layers: number of layers of the labels.
        logits: of each window by its index in the column `window`.
    """

    def __init__(self, pad_id: int, layers: int, logits: list[NDArray[np.float16]]) -> None:
        super().__init__(pad_id, layers)
        self.logits = logits

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Tensor]:
        """The batch with `gold`, shape (windows,), and `teacher`, shape (windows, tokens, tags).

        Windows without a teacher's logits, those of dev, come as they are.
        """
        batch = super().__call__(rows)
        if "window" not in rows[0]:
            return batch
        width = batch["input_ids"].shape[1]
        found = [self.logits[row["window"]] for row in rows]
        padded = [np.pad(logits, ((0, width - len(logits)), (0, 0))) for logits in found]
        batch["teacher"] = torch.from_numpy(np.stack(padded))
        batch["gold"] = torch.tensor([row["gold"] for row in rows])
        return batch


class DistilLoss:
    """Kullback-Leibler divergence from the teacher's softened tags, and the loss on gold tags.

    Both are means over core words of sums over layers. The divergence is multiplied by the squared
    temperature, so that its gradients keep their size (Hinton et al. 2015).

    Args:
        schema: the layers of the logits.
        gold: the loss on gold tags.
        config: temperature and weights.
    """

    def __init__(self, schema: Schema, gold: LayeredLoss, config: DistilConfig) -> None:
        self.slices = schema.slices
        self.gold = gold
        self.temperature = config.temperature
        self.weight = config.gold_weight

    def __call__(
        self, outputs: Any, labels: Tensor | Targets, num_items_in_batch: Any = None
    ) -> Tensor:
        """Loss of a batch; without a teacher, on dev, the loss on gold alone.

        Args:
            outputs: model output with `logits`, shape (windows, tokens, tags).
            labels: the targets, or gold labels alone.
            num_items_in_batch: as `LayeredLoss` takes it; words without gold are counted too.
        """
        if isinstance(labels, Tensor):
            return self.gold(outputs, labels, num_items_in_batch)
        logits = outputs["logits"].float()
        known = labels.labels.masked_fill(~labels.gold[:, None, None], IGNORED)
        core = (labels.labels != IGNORED).any(dim=-1)
        soft = self.divergence(logits[core], labels.teacher[core].float())
        total = self.weight * self.gold.total(logits, known) + (1 - self.weight) * soft
        return mean_over_words(total, labels.labels, num_items_in_batch)

    def divergence(self, student: Tensor, teacher: Tensor) -> Tensor:
        """Sum over words and layers, from logits of shape (words, tags)."""
        total = student.new_zeros(())
        for columns in self.slices:
            learnt, wanted = (
                torch.log_softmax(logits[:, columns] / self.temperature, dim=-1)
                for logits in (student, teacher)
            )
            total = total + functional.kl_div(learnt, wanted, reduction="sum", log_target=True)
        return total * self.temperature**2


class DistilTrainer(LayeredTrainer):
    """Hands the teacher's logits to the loss, past the model."""

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The loss, on `Targets` where the batch has a teacher's logits."""
        if "teacher" in inputs:
            inputs = dict(inputs)
            targets = Targets(inputs["labels"], inputs.pop("gold"), inputs.pop("teacher"))
            inputs["labels"] = targets
        return super().compute_loss(model, inputs, *args, **kwargs)
