"""Typed configuration of a training run; a key that is not here is an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from omegaconf import MISSING

from data.config import CorpusConfig, SchemaConfig
from models.config import ModelConfig


@dataclass
class TrainerConfig:
    """How the tagger is fitted."""

    epochs: float = MISSING  # passes over the training windows
    batch_size: int = MISSING  # windows of a step on each device
    accumulation: int = 1  # steps whose gradients are added before an update
    learning_rate: float = MISSING  # of the encoder's top layer
    head_rate: float = 1.0  # the fresh head's learning rate, as a multiple of the above
    layer_decay: float = 1.0  # each layer's rate over the one above it; 1.0 is plain
    weight_decay: float = 0.01
    warmup: float = 0.1  # share of the updates with rising learning rate
    schedule: str = "linear"  # linear | cosine | constant_with_warmup
    max_grad_norm: float = 1.0
    label_smoothing: float = 0.0  # mass spread over a layer's other tags
    loss: str = "cross_entropy"  # cross_entropy | focal
    focal_gamma: float = 2.0  # of the focal loss
    token_mask: float = 0.0  # share of input tokens hidden behind [MASK] in each training step
    inside_weight: float = 1.0  # loss weight of B- and I- tags; O has 1
    patience: int = 3  # epochs without a better dev micro F1 before stopping; 0 never stops
    precision: str = "auto"  # auto | fp32 | bf16 | fp16
    device: str = "auto"  # auto | cpu | cuda
    gradient_checkpointing: bool = False  # less memory, more time
    keep_checkpoints: bool = False  # leave checkpoints/ in the finished run folder
    threads: int = 0  # CPU threads; 0 takes what PyTorch finds


@dataclass
class TrackingConfig:
    """Where loss and scores are sent while training."""

    to: list[str] = field(default_factory=list)  # tensorboard, mlflow, wandb
    project: str = "sitrep"


@dataclass
class DistilConfig:
    """A small student of a finished run. Encoder, windows and word shapes are the teacher's."""

    teacher: str | None = None  # finished run folder to learn from; None trains on gold alone
    layers: list[int] = field(default_factory=list)  # kept, the lowest is 0; empty: all
    intermediate: int | None = None  # feed-forward neurons kept in each layer; None keeps all
    temperature: float = 2.0  # that both models' logits are divided by; above 1 is softer
    gold_weight: float = 0.5  # of the loss on gold tags; the loss on the teacher's has the rest
    texts: str | None = None  # folder or file of unlabelled .txt, on which only the teacher's count


@dataclass
class TrainConfig:
    """A training run."""

    schema: SchemaConfig = field(default_factory=SchemaConfig)
    corpus: CorpusConfig = field(default_factory=CorpusConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    trainer: TrainerConfig = field(default_factory=TrainerConfig)
    distil: DistilConfig = field(default_factory=DistilConfig)
    tracking: TrackingConfig = field(default_factory=TrackingConfig)
    seed: int = 1  # of weights, order and dropout
    outputs: str = "outputs"  # folder that run folders are made in
    name: str | None = None  # name of the run folder; by default time, schema, model and seed
    resume: str | None = None  # an unfinished run folder to go on with
    experiment: Any = None  # an overlay from configs/experiment
