from __future__ import annotations

import os

import pytest

from data.errors import SitrepError
from models.runs import Run


def make(folder, when, finished=True):
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("seed: 1\n")
    os.utime(folder / "config.yaml", (when, when))
    if finished:
        (folder / "model").mkdir()


def test_the_newest_run_is_the_last_finished_one(tmp_path):
    with pytest.raises(SitrepError, match="holds no finished run"):
        Run.newest(tmp_path)
    make(tmp_path / "b", 100)
    make(tmp_path / "a", 200)
    make(tmp_path / "c", 300, finished=False)
    assert Run.newest(tmp_path).path == tmp_path / "a"
    assert Run.newest(tmp_path).load_config() == {"seed": 1}


def test_what_is_no_finished_run_is_told(tmp_path):
    make(tmp_path / "c", 300, finished=False)
    with pytest.raises(SitrepError, match="go on with: python -m train resume="):
        Run.open(tmp_path / "c")
    with pytest.raises(SitrepError, match="is not a run folder"):
        Run.open(tmp_path / "nowhere")
