"""Making a run's folder, opening an unfinished one again, and finding its last checkpoint."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from omegaconf import OmegaConf

from data.errors import SitrepError
from data.files import atomic_path, write_text
from data.schema import Schema
from models.runs import Run, read_json
from train.config import TrainConfig
from train.versions import versions


def start_run(config: TrainConfig, schema: Schema) -> Run:
    """Make the run folder; with several processes, the first makes it for all."""
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    name = [""]
    if rank == 0:
        name[0] = str(_new_folder(config))
    if world > 1:
        if not torch.distributed.is_initialized():
            from accelerate import PartialState

            PartialState(cpu=config.trainer.device == "cpu")
        torch.distributed.broadcast_object_list(name, src=0)
    run = Run(Path(name[0]))
    if rank == 0:
        write_text(run.config, OmegaConf.to_yaml(OmegaConf.structured(config)))
        with atomic_path(run.schema) as temporary:
            schema.save(temporary)
        window = {name: getattr(config.model, name) for name in ("max_length", "context", "shapes")}
        write_text(run.window, json.dumps(window) + "\n")
        found = versions(config)
        write_text(run.versions, json.dumps(found, indent=2) + "\n")
    return run


def _new_folder(config: TrainConfig) -> Path:
    """A fresh folder under `outputs`.

    Raises:
        SitrepError: a folder of the asked name is there already.
    """
    if config.name is not None:
        path = Path(config.outputs) / config.name
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            raise SitrepError(f"{path} exists; choose another name, or resume={path}.") from None
        return path
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    base = f"{stamp}-{config.schema.name}-{config.model.name}-s{config.seed}"
    for suffix in ["", *(f"-{n}" for n in range(2, 100))]:
        path = Path(config.outputs) / (base + suffix)
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return path
    raise SitrepError(f"{config.outputs} holds too many runs named {base}; give name=…")


def reopen_run(path: Path) -> tuple[Run, TrainConfig]:
    """The unfinished run at `path` and the configuration it was started with.

    Raises:
        SitrepError: it is no run, is finished, or another schema lies there.
    """
    run = Run(path)
    if not run.config.is_file():
        raise SitrepError(f"resume={path} is not a run folder: it has no config.yaml.")
    if run.finished:
        raise SitrepError(f"resume={path} is already finished; its scores are in {run.metrics}.")
    stored = OmegaConf.merge(OmegaConf.structured(TrainConfig), OmegaConf.load(run.config))
    config: Any = OmegaConf.to_object(stored)
    if Schema.load(run.schema) != Schema.from_dict(asdict(config.schema)):
        raise SitrepError(f"{run.schema} is not the schema in {run.config}; restore one of them.")
    before, now = read_json(run.versions), versions(config)
    for key, what in (
        ("corpus_sha256", f"The corpus at {config.corpus.path}"),
        ("teacher_sha256", f"The teacher in {config.distil.teacher}"),
        ("texts_sha256", f"distil.texts={config.distil.texts}"),
    ):
        if before.get(key) != now.get(key):
            raise SitrepError(
                f"{what} has changed since {path} was started; restore it or train anew."
            )
    config.resume = str(path)
    return run, config


def last_checkpoint(run: Run) -> str | None:
    """Folder of the newest whole checkpoint; None if there is none.

    `Trainer` writes a checkpoint in place and its state last, so one without a state was cut
    short; it is removed.
    """
    found = sorted(run.checkpoints.glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]))
    whole = [path for path in found if (path / "trainer_state.json").is_file()]
    for path in found:
        if path not in whole:
            shutil.rmtree(path, ignore_errors=True)  # several processes may try
    return str(whole[-1]) if whole else None


def check_space(config: TrainConfig, model: Any) -> None:
    """Refuse to start what the disk cannot hold: two checkpoints with optimizer, and the model.

    Raises:
        SitrepError: too little is free.
    """
    weights = sum(p.numel() * p.element_size() for p in model.parameters())
    # A checkpoint is the weights and two moments; a third is written before the first is removed.
    needed = weights * 10
    folder = Path(config.outputs).absolute()
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SitrepError(
            f"{folder} has {free >> 20} MiB free, and this run needs about {needed >> 20} MiB;"
            " make room or set outputs=FOLDER."
        )
