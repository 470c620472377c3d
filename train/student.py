"""A small model cut out of a finished run's: some of its layers, with their weights.

Shrinking a fitted model and going on from there: Sanh et al. 2019 (DistilBERT), Shleifer and Rush
2020 (Pre-trained Summarization Distillation).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from torch import Tensor

from data.article import Article
from data.encode import Window
from data.errors import SitrepError
from data.loading import article_files
from data.schema import Schema
from models.inputs import text
from models.inputs.source import Source
from models.runs import Run, read_json
from train.config import DistilConfig, TrainConfig
from train.loss import LAYER_NUMBER
from train.narrow import narrowed

if TYPE_CHECKING:
    from transformers import PreTrainedModel

#: Endings of files of unlabelled text.
TEXTS = (".txt",)

#: Training articles by which feed-forward neurons are chosen.
SAMPLE = 32

#: What architectures call the width of their feed-forward layers.
WIDTHS = ("intermediate_size", "hidden_dim")


def check_distil(config: DistilConfig) -> None:
    """Refuse settings that make no student.

    Raises:
        SitrepError: naming the setting.
    """
    if config.teacher == "":
        raise SitrepError("No value for distil.teacher; give a finished run: distil.teacher=RUN")
    if config.temperature <= 0:
        raise SitrepError(f"distil.temperature={config.temperature} is not above 0.")
    if not 0 <= config.gold_weight <= 1:
        raise SitrepError(f"distil.gold_weight={config.gold_weight} is not in [0, 1].")
    if config.texts is not None:
        if config.teacher is None:
            raise SitrepError("distil.texts needs a teacher; give distil.teacher=RUN.")
        article_files(config.texts, TEXTS)


def with_teacher(config: TrainConfig, schema: Schema) -> TrainConfig:
    """The configuration with the teacher's model, windows and word shapes; dropout stays.

    Raises:
        SitrepError: the teacher is no finished run, or was trained under another schema.
    """
    run = Run.open(str(config.distil.teacher))
    if run.load_schema() != schema:
        raise SitrepError(
            f"distil.teacher={run.path} was trained under another schema than"
            f" schema={schema.name}; give the schema in {run.schema}."
        )
    model = replace(
        config.model,
        name=f"{run.load_config()['model']['name']}-student",
        kind="folder",
        path=str(run.model),
        install="",
        parts=[],
        sha256="",
        **read_json(run.window),
    )
    return replace(config, model=model)


def make_student(
    teacher: PreTrainedModel, config: DistilConfig, windows: Sequence[Window]
) -> PreTrainedModel:
    """A model of the same class with the teacher's weights in fewer, narrower layers.

    Args:
        teacher: a token classifier.
        config: the layers, and the width of their feed-forward parts.
        windows: text to choose feed-forward neurons by.

    Raises:
        SitrepError: the teacher has no such layers, or its architecture cannot be cut so.
    """
    from transformers import AutoModelForTokenClassification

    depth = teacher.config.num_hidden_layers
    kept = config.layers or list(range(depth))
    if sorted(set(kept)) != kept or kept[0] < 0 or kept[-1] >= depth:
        raise SitrepError(
            f"distil.layers={kept} are not layers of the teacher; give some of 0 to {depth - 1},"
            " in rising order."
        )
    weights = dict(teacher.state_dict())
    settings = deepcopy(teacher.config)
    settings.num_hidden_layers = len(kept)
    if config.intermediate is not None:
        name = next((name for name in WIDTHS if hasattr(settings, name)), None)
        if name is None:
            raise SitrepError(f"A {settings.model_type} has no distil.intermediate to set.")
        width = getattr(settings, name)
        if not 0 < config.intermediate <= width:
            raise SitrepError(
                f"distil.intermediate={config.intermediate} is not in 1 to {width}, the width of"
                " the teacher's feed-forward layers."
            )
        weights = narrowed(teacher, width, config.intermediate, windows)
        setattr(settings, name, config.intermediate)
    student: PreTrainedModel = AutoModelForTokenClassification.from_config(
        settings, attn_implementation=teacher.config._attn_implementation
    )
    try:
        student.load_state_dict(_layers(weights, kept))
    except RuntimeError:
        raise SitrepError(
            f"A {settings.model_type} cannot be cut to layers {kept}"
            f" and intermediate={config.intermediate}; choose others."
        ) from None
    return student


def load_texts(path: str) -> list[Article]:
    """Unlabelled articles, one a file.

    Raises:
        SitrepError: there are none, or one is not UTF-8.
    """
    return [a for file in article_files(path, TEXTS) for a in text.read(Source(file))]


def _layers(weights: dict[str, Tensor], kept: list[int]) -> dict[str, Tensor]:
    """The weights without the other layers, and the kept ones numbered from 0."""
    out = {}
    for name, weight in weights.items():
        found = LAYER_NUMBER.search(name)
        if found is None:
            out[name] = weight
        elif int(found[2]) in kept:
            number = f"{found[1]}.{kept.index(int(found[2]))}"
            out[name[: found.start()] + number + name[found.end() :]] = weight
    return out
