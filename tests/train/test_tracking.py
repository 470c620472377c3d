from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import SitrepError
from train.config import TrackingConfig
from train.run import train
from train.tracking import check_tracking


def test_unknown_and_missing_trackers_are_told(monkeypatch):
    with pytest.raises(SitrepError, match=r"tracking\.to=paper is not one of"):
        check_tracking(TrackingConfig(to=["paper"]))
    monkeypatch.setattr("train.tracking.find_spec", lambda name: None)
    with pytest.raises(SitrepError, match="pip install wandb"):
        check_tracking(TrackingConfig(to=["wandb"]))


@pytest.mark.slow
def test_tensorboard_events_stay_in_the_run_folder(tiny_run_config, monkeypatch):
    pytest.importorskip("tensorboard")
    monkeypatch.delenv("TENSORBOARD_LOGGING_DIR", raising=False)
    folder = train(replace(tiny_run_config, tracking=TrackingConfig(to=["tensorboard"])))
    assert list((folder / "tensorboard").glob("*tfevents*"))
