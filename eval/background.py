"""What a run's own train and dev articles add to an evaluation on other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.article import Article
from data.config import CorpusConfig
from data.errors import SitrepError
from data.loading import content_hash, load_split, split_path
from data.schema import Schema
from eval.reliability import best_threshold, outcomes
from eval.slicings import Form, forms_of
from eval.tagging import label_articles
from eval.temperature import fit
from models.calibration import Calibration
from models.runs import Run, read_json
from models.tagger import Tagger


@dataclass(frozen=True)
class Background:
    """Facts from the run's own corpus; None where they are not to be had.

    Attributes:
        calibration: temperatures, the run's own or fitted on dev.
        fitted: True where they were fitted here and not read from the run.
        threshold: score below which dropping spans serves dev micro F1 best.
        forms: labels and casefolded texts of the gold spans that were trained on.
        notes: why something is missing, a sentence each.
    """

    calibration: Calibration | None = None
    fitted: bool = False
    threshold: float | None = None
    forms: frozenset[Form] | None = None
    notes: tuple[str, ...] = ()


def make_background(
    tagger: Tagger,
    train: Sequence[Article] | None,
    dev: Sequence[Article] | None,
    notes: Sequence[str] = (),
    scored: Schema | None = None,
) -> Background:
    """Gather the forms of train, and from dev the threshold and what calibration is missing.

    Args:
        tagger: with the run's calibration, if it has one.
        train: articles that the run was trained on, None if not at hand.
        dev: the run's dev articles, None if not at hand.
        notes: why one of them is not at hand.
        scored: those of the tagger's labels that dev has gold for; all by default.
    """
    scored = scored or tagger.schema
    calibration, threshold, fitted = tagger.calibration, None, False
    if dev is not None:
        labelled = list(label_articles(tagger, dev, "tagging dev"))
        if calibration is None:
            calibration = fit(((row.logits, row.tags) for row in labelled), tagger.schema)
            calibration = calibration.only({layer.name for layer in scored.layers})
            fitted = True
        found = [row.predicted(tagger, calibration) for row in labelled]
        found = [a.with_spans(s for s in a.spans if s.label in scored.labels) for a in found]
        threshold = best_threshold(outcomes(dev, found, scored))
    forms = None if train is None else forms_of(train, tagger.schema)
    return Background(calibration, fitted, threshold, forms, tuple(notes))


def run_background(run: Run, tagger: Tagger) -> Background:
    """The background of a finished run, as far as its corpus still lies where it was."""
    notes: list[str] = []
    train, dev = (_own_split(run, split, notes) for split in ("train", "dev"))
    scored = tagger.schema.only(tagger.schema.labelled(_own_corpus(run).layers))
    return make_background(tagger, train, dev, notes, scored)


def _own_corpus(run: Run) -> CorpusConfig:
    return CorpusConfig(**run.load_config()["corpus"])


def _own_split(run: Run, split: str, notes: list[str]) -> list[Article] | None:
    corpus = _own_corpus(run)
    try:
        found = content_hash(split_path(corpus, split))
    except SitrepError:
        notes.append(f"The run's {split} articles are not at hand ({corpus.path}).")
        return None
    if found != read_json(run.versions)["corpus_sha256"][split]:
        notes.append(f"The {split} articles in {corpus.path} have changed since the run.")
        return None
    return load_split(corpus, split)
