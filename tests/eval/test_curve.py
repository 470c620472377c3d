from __future__ import annotations

import json

import pytest

from data.errors import SitrepError
from eval.curve import CurveConfig, collect, main


def strict(f1):
    return {"strict": {"micro": {"f1": f1}}}


def make_run(root, name, size, seen, unseen, real):
    folder = root / name
    (folder / "eval" / "real").mkdir(parents=True)
    halves = {"seen": strict(seen), "unseen": strict(unseen)}
    metrics = {"training": {"train_articles": size}, "splits": {"test": {"halves": halves}}}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    extra = {"splits": {"real": strict(real)}}
    (folder / "eval" / "real" / "metrics.json").write_text(json.dumps(extra))
    return str(folder)


def test_seeds_of_one_size_are_joined(tmp_path, capsys):
    runs = [
        make_run(tmp_path, "a", 60, 0.70, 0.60, 0.50),
        make_run(tmp_path, "b", 60, 0.72, 0.62, 0.54),
        make_run(tmp_path, "c", 120, 0.80, 0.70, 0.60),
    ]
    output = str(tmp_path / "curve")
    main(CurveConfig(runs=runs, extra=["real"], output=output))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| micro F1, % | 60 articles | 120 articles |"
    assert "| test, seen conflicts | 71.0 (70.0, 72.0) | 80.0 (80.0) |" in lines
    assert "| real | 52.0 (50.0, 54.0) | 60.0 (60.0) |" in lines
    first = (tmp_path / "curve.svg").read_bytes()
    main(CurveConfig(runs=runs, extra=["real"], output=output))
    assert (tmp_path / "curve.svg").read_bytes() == first


def test_what_is_missing_is_told(tmp_path):
    with pytest.raises(SitrepError, match="No value for runs"):
        collect(CurveConfig())
    run = make_run(tmp_path, "a", 60, 0.7, 0.6, 0.5)
    with pytest.raises(SitrepError, match="is missing"):
        collect(CurveConfig(runs=[run], extra=["other"]))
