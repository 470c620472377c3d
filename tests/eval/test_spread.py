from __future__ import annotations

from pathlib import Path

import pytest
from scoring import LAYER, article

from data.errors import SitrepError
from eval.scores import score
from eval.spread import run_folders, spread


def test_one_several_and_a_pattern(tmp_path):
    for name in ("a-s1", "a-s2", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.yaml").touch()
    (tmp_path / "a-s3").mkdir()
    assert run_folders("x") == [Path("x")]
    assert run_folders(["x", "y", "x"]) == [Path("x"), Path("y")]
    assert run_folders(f"{tmp_path}/a-s?") == [tmp_path / "a-s1", tmp_path / "a-s2"]
    for wrong, sentence in ((f"{tmp_path}/b*", "matches no run"), ([], "No value"), (3, "is not")):
        with pytest.raises(SitrepError, match=sentence):
            run_folders(wrong)


def test_mean_and_deviation_by_hand():
    gold = article(("unit", 0, 4), ("unit", 6, 9))
    runs = {
        "a": score([gold], [gold], LAYER),
        "b": score([gold], [article(("unit", 0, 4), ("unit", 12, 14))], LAYER),
    }
    found = spread(runs)
    assert found["runs"] == ["a", "b"]
    assert found["labels"]["micro"]["f1"]["values"] == [1, 0.5]
    assert found["labels"]["micro"]["f1"]["mean"] == 0.75
    assert found["labels"]["unit"]["f1"]["sd"] == pytest.approx(0.125**0.5)
    assert found["labels"]["location"]["f1"]["sd"] == 0
