"""Where trackers put what they record."""

from __future__ import annotations

import os
from importlib.util import find_spec

from data.errors import SitrepError
from models.runs import Run
from train.config import TrackingConfig

TRACKERS = ("tensorboard", "mlflow", "wandb")


def check_tracking(tracking: TrackingConfig) -> None:
    """Refuse a tracker that is unknown or not installed.

    Raises:
        SitrepError: naming it.
    """
    for name in tracking.to:
        if name not in TRACKERS:
            raise SitrepError(f"tracking.to={name} is not one of {', '.join(TRACKERS)}.")
        if find_spec(name) is None:
            raise SitrepError(f"tracking={name} needs a package; run: pip install {name}.")


def point_trackers(tracking: TrackingConfig, run: Run) -> None:
    """Tell the trackers the run's folder and project; the user's own environment wins."""
    os.environ.setdefault("MLFLOW_EXPERIMENT_NAME", tracking.project)
    os.environ.setdefault("WANDB_PROJECT", tracking.project)
    if "tensorboard" in tracking.to:
        # By default events lie among the checkpoints, which are removed at the end.
        os.environ["TENSORBOARD_LOGGING_DIR"] = str(run.path / "tensorboard")
