"""One training run, from labelled articles to a finished run folder."""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from transformers import Trainer, set_seed
from transformers.utils import logging as transformers_logging

from data.article import Article
from data.dataset import from_row, load_corpus, lost_spans, make_windows, to_dataset
from data.encode import WindowEncoder
from data.errors import SitrepError
from data.files import atomic_path, write_text
from data.loading import SPLITS, article_files, split_path
from data.schema import Schema
from eval.background import make_background
from eval.evaluate import Evaluation, evaluate_articles, write_evaluation
from models.base import load_tokenizer, locate, new_tagger
from models.runs import Run, read_json
from models.tagger import Tagger
from models.torch_backend import TorchBackend
from train.collate import Collator
from train.config import TrainConfig
from train.distil import DistilCollator, DistilLoss, DistilTrainer, learning_windows, teacher_logits
from train.folder import check_space, last_checkpoint, reopen_run, start_run
from train.loss import LayeredLoss
from train.student import SAMPLE, check_distil, load_texts, make_student, with_teacher
from train.tracking import check_tracking, point_trackers
from train.trainer import (
    DevScore,
    LayeredTrainer,
    callbacks,
    pick_device,
    training_arguments,
)

log = logging.getLogger("sitrep")


def train(config: TrainConfig) -> Path:
    """Train, evaluate on dev and test, and fill a run folder.

    With `resume` set, the unfinished run there goes on from its last checkpoint under its own
    stored configuration, and ends as it would have without the interruption.

    Returns:
        The run folder (on every process, when there are several).

    Raises:
        SitrepError: bad configuration, corpus or encoder.
    """
    began = time.monotonic()
    transformers_logging.set_verbosity_error()  # a fresh head is what we want, not a fault
    if config.resume is not None:
        run, config = reopen_run(Path(config.resume))
    else:
        _check(config)
        run = Run(Path())
    if config.trainer.threads:
        torch.set_num_threads(config.trainer.threads)
    _make_deterministic(config.seed)
    schema = Schema.from_dict(asdict(config.schema))
    layers = config.corpus.layers
    scored = schema.only(schema.labelled(layers))
    distil = config.distil
    if distil.teacher is not None:
        config = with_teacher(config, schema)
    corpus = load_corpus(config.corpus)
    tokenizer = load_tokenizer(locate(config.model))
    encoder = WindowEncoder(
        tokenizer.backend_tokenizer,
        config.model.max_length,
        config.model.context,
        config.model.shapes,
    )
    # On a CPU fused attention gains nothing in training (docs/ARCHITECTURE.md).
    device = pick_device(config.trainer.device)
    model = new_tagger(config.model, schema, "eager" if device == "cpu" else None)
    teacher = None
    if distil.teacher is not None:
        sample = [encoder.encode(from_row(dict(row))) for row in islice(corpus["train"], SAMPLE)]
        teacher, model = model, make_student(model, distil, [w for e in sample for w in e.windows])
    texts = [] if distil.texts is None else load_texts(distil.texts)
    pad_id = tokenizer.pad_token_id or 0

    check_space(config, model)
    if config.resume is None:
        run = start_run(config, schema)
    _log_to(run.path / "train.log")
    point_trackers(config.tracking, run)
    articles = {split: [from_row(dict(row)) for row in corpus[split]] for split in corpus}
    _log_unknown(articles, schema)
    _log_lost(articles, encoder, schema)
    windows = {s: make_windows(corpus[s], encoder, schema, layers) for s in ("train", "dev")}
    words = sum(len(article.text.split()) for article in articles["train"])
    text_words = sum(len(article.text.split()) for article in texts)
    log.info("%d articles, %d words, %d windows to train on",
             len(articles["train"]), words, len(windows["train"]))  # fmt: skip
    collator, trainer_type = Collator(pad_id, len(schema.layers)), LayeredTrainer
    loss: Any = LayeredLoss(schema, config.trainer)
    if teacher is not None:
        unlabelled = make_windows(to_dataset(texts), encoder, schema, layers) if texts else None
        windows["train"] = learning_windows(windows["train"], unlabelled)
        logits = teacher_logits(teacher.to(device), windows["train"], pad_id)
        collator = DistilCollator(pad_id, len(schema.layers), logits)
        loss, trainer_type = DistilLoss(schema, loss, distil), DistilTrainer
        log.info("student of %s with %d layers, %d words without gold",
                 distil.teacher, model.config.num_hidden_layers, text_words)  # fmt: skip

    trainer = trainer_type(
        settings=config.trainer,
        model=model,
        args=training_arguments(config.trainer, config.tracking, run.checkpoints, config.seed),
        processing_class=tokenizer,
        data_collator=collator,
        train_dataset=windows["train"],
        eval_dataset=windows["dev"],
        compute_metrics=DevScore(articles["dev"], encoder, schema, scored),
        compute_loss_func=loss,
        callbacks=callbacks(config.trainer),
    )
    checkpoint = last_checkpoint(run)
    fitting = time.monotonic()
    trainer.train(resume_from_checkpoint=checkpoint)
    fitted = time.monotonic() - fitting

    if trainer.is_world_process_zero():
        seen = (words + text_words) * float(trainer.state.epoch or 0)
        timing = {
            "fit_seconds": fitted,
            "fit_words_per_second": seen / fitted if checkpoint is None else None,
            "epochs": trainer.state.epoch,
            "best_checkpoint_dev_f1": trainer.state.best_metric,
            "train_articles": len(articles["train"]),
            "train_words": words,
        }
        _finish(run, config, trainer, tokenizer, schema, scored, encoder, articles, timing, began)
    if trainer.args.world_size > 1:
        torch.distributed.barrier()
    return run.path


def _finish(
    run: Run,
    config: TrainConfig,
    trainer: Trainer,
    tokenizer: Any,
    schema: Schema,
    scored: Schema,
    encoder: WindowEncoder,
    articles: dict[str, list[Article]],
    timing: dict[str, Any],
    began: float,
) -> None:
    """Save the model, evaluate it, and put `model/` in place last."""
    model = trainer.accelerator.unwrap_model(trainer.model)
    tagger = Tagger(TorchBackend(model, tokenizer.pad_token_id or 0), encoder, schema)
    background = make_background(tagger, articles["train"], articles["dev"], scored=scored)
    if background.calibration is not None:
        background.calibration.save(run.calibration)
        background = replace(background, fitted=False)  # from now on they are the run's own
    results: dict[str, Evaluation] = {}
    for split in ("dev", "test"):
        started = time.monotonic()
        results[split] = evaluate_articles(
            tagger, articles[split], f"tagging {split}", background, scored
        )
        seconds = time.monotonic() - started
        count = sum(len(article.text.split()) for article in articles[split])
        timing[f"{split}_words_per_second"] = count / max(seconds, 1e-9)
    timing["wall_seconds"] = time.monotonic() - began
    timing["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made = {"date": datetime.now(UTC).isoformat(timespec="seconds"), **read_json(run.versions)}
    extra = {"run": str(run.path), "corpus": config.corpus.path,
             "corpus_sha256": made.pop("corpus_sha256"), "made": made}  # fmt: skip
    write_evaluation(run.path, results, {**extra, "training": timing, "seed": config.seed})
    history = [row for row in trainer.state.log_history if "eval_micro_f1" in row]
    write_text(run.path / "history.json", json.dumps(history, indent=2) + "\n")
    with atomic_path(run.model) as temporary:
        model.save_pretrained(temporary)
        tokenizer.save_pretrained(temporary)
    if not config.trainer.keep_checkpoints:
        shutil.rmtree(run.checkpoints, ignore_errors=True)


def _check(config: TrainConfig) -> None:
    """Refuse settings that would fail only after minutes.

    Raises:
        SitrepError: naming the setting.
    """
    for split in SPLITS:
        article_files(split_path(config.corpus, split))
    if not 0 <= config.trainer.token_mask < 1:
        raise SitrepError(f"trainer.token_mask={config.trainer.token_mask} is not in [0, 1).")
    if config.trainer.loss not in ("cross_entropy", "focal"):
        raise SitrepError(f"trainer.loss={config.trainer.loss} is not one of cross_entropy, focal.")
    check_distil(config.distil)
    check_tracking(config.tracking)


def _make_deterministic(seed: int) -> None:
    """Seed Python, NumPy and PyTorch, and forbid kernels whose results vary."""
    set_seed(seed)
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True, warn_only=True)


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _log_unknown(articles: dict[str, list[Article]], schema: Schema) -> None:
    for split, held in articles.items():
        for label, count in schema.unknown(held).items():
            log.warning("%s: %d spans labelled '%s' are left out: no label of the schema",
                        split, count, label)  # fmt: skip


def _log_lost(articles: dict[str, list[Article]], encoder: WindowEncoder, schema: Schema) -> None:
    for split, held in articles.items():
        found = lost_spans(held, encoder, schema)
        texts = {article.id: article for article in held}
        total = sum(len(spans) for spans in found.values())
        log.info("%s: %d gold spans cannot be represented", split, total)
        for name, spans in found.items():
            for span in spans:
                log.warning("%s: %s '%s' at %d cannot be represented",
                            name, span.label, texts[name].surface(span), span.start)  # fmt: skip
