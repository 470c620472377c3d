"""The Hugging Face `Trainer`, set up for layered tagging."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import SequentialSampler
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments

from data.article import Article
from data.encode import WindowEncoder
from data.errors import SitrepError
from data.schema import Schema
from eval.scores import score
from models.decode import decode, join_windows
from train.config import TrackingConfig, TrainerConfig
from train.loss import parameter_groups


class LayeredTrainer(Trainer):  # type: ignore[misc]
    """A `Trainer` with layer-wise learning rates and, if wanted, masked input tokens."""

    def __init__(self, *, settings: TrainerConfig, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.settings = settings

    def _get_eval_sampler(self, eval_dataset: Any) -> Any:
        """Windows in their own order: `Trainer` would group them by length, as in training."""
        return SequentialSampler(eval_dataset)

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The loss; while training, `token_mask` of the tokens are hidden from the encoder.

        A hidden name has to be told by its context, as a name that was never seen must be.
        """
        if model.training and self.settings.token_mask:
            inputs = inputs | {"input_ids": self._masked(inputs["input_ids"])}
        return super().compute_loss(model, inputs, *args, **kwargs)

    def _masked(self, ids: torch.Tensor) -> torch.Tensor:
        special = torch.tensor(self.processing_class.all_special_ids, device=ids.device)
        hidden = torch.rand(ids.shape, device=ids.device) < self.settings.token_mask
        hidden &= ~torch.isin(ids, special)
        return ids.masked_fill(hidden, self.processing_class.mask_token_id)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW over `parameter_groups`."""
        if getattr(self, "optimizer", None) is None:
            groups = parameter_groups(self.model, self.settings)
            self.optimizer: torch.optim.Optimizer = torch.optim.AdamW(
                groups, lr=self.settings.learning_rate, fused=True
            )
        return self.optimizer


class DevScore:
    """Dev micro F1 from the logits that the `Trainer` gathers.

    Args:
        articles: the dev articles, whose windows are evaluated in this order.
        encoder: cuts them into windows.
        schema: the layers of the logits.
        scored: those of its labels that the articles carry.
    """

    def __init__(
        self, articles: list[Article], encoder: WindowEncoder, schema: Schema, scored: Schema
    ) -> None:
        self.articles = articles
        self.schema = schema
        self.scored = scored
        self.encoded = [encoder.encode(article) for article in articles]

    def __call__(self, prediction: Any) -> dict[str, float]:
        """Scores by name, as `Trainer` wants them."""
        logits = prediction.predictions
        logits = logits[0] if isinstance(logits, tuple) else logits
        rows = iter(logits)
        found = []
        for article, encoded in zip(self.articles, self.encoded, strict=True):
            parts = [next(rows) for _ in encoded.windows]
            joined = join_windows(encoded, parts, len(self.schema.tags))
            spans = decode(joined, encoded, self.schema)
            found.append(article.with_spans(s for s in spans if s.label in self.scored.labels))
        scores = score(self.articles, found, self.scored)
        out = {"micro_f1": scores.micro().f1, "macro_f1": scores.macro_f1()}
        labels = scores.modes["strict"].items()
        return out | {f"f1_{label}": counts.f1 for label, counts in labels}


def pick_device(wanted: str) -> str:
    """`cpu` or `cuda`, after what the machine has.

    Raises:
        SitrepError: `cuda` is asked for and there is none, or the word is unknown.
    """
    if wanted not in ("auto", "cpu", "cuda"):
        raise SitrepError(f"trainer.device={wanted} is not one of auto, cpu, cuda.")
    if wanted == "cuda" and not torch.cuda.is_available():
        raise SitrepError("trainer.device=cuda, but PyTorch sees no GPU; use trainer.device=cpu.")
    return "cuda" if wanted != "cpu" and torch.cuda.is_available() else "cpu"


def pick_precision(wanted: str, device: str) -> str:
    """`fp32`, `bf16` or `fp16`, after what the device computes fast.

    Raises:
        SitrepError: the word is unknown, or fp16 is asked for on a CPU.
    """
    if wanted not in ("auto", "fp32", "bf16", "fp16"):
        raise SitrepError(f"trainer.precision={wanted} is not one of auto, fp32, bf16, fp16.")
    if wanted == "fp16" and device == "cpu":
        raise SitrepError("trainer.precision=fp16 needs a GPU; use bf16 or fp32 on a CPU.")
    if wanted != "auto":
        return wanted
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    return "bf16" if torch.cpu._is_avx512_bf16_supported() else "fp32"


def training_arguments(
    config: TrainerConfig, tracking: TrackingConfig, folder: Path, seed: int
) -> TrainingArguments:
    """Hugging Face arguments for our settings; checkpoints go to `folder` once an epoch."""
    device = pick_device(config.device)
    precision = pick_precision(config.precision, device)
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=16,
        gradient_accumulation_steps=config.accumulation,
        activation_checkpointing=config.gradient_checkpointing,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        warmup_steps=config.warmup,
        lr_scheduler_type=config.schedule,
        max_grad_norm=config.max_grad_norm,
        bf16=precision == "bf16",
        fp16=precision == "fp16",
        use_cpu=device == "cpu",
        ddp_backend="gloo" if device == "cpu" and "WORLD_SIZE" in os.environ else None,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="micro_f1",
        greater_is_better=True,
        logging_strategy="steps",
        logging_steps=0.02,
        seed=seed,
        data_seed=seed,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        label_names=["labels"],
        report_to=list(tracking.to) or "none",
        dataloader_pin_memory=device != "cpu",
        restore_callback_states_from_checkpoint=True,
    )


def callbacks(config: TrainerConfig) -> list[Any]:
    """Early stopping, if wanted."""
    return [EarlyStoppingCallback(config.patience)] if config.patience else []
