from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.errors import SitrepError
from data.paths import ROOT
from models.cluster_config import ClusterConfig
from models.cluster_worker import TableTagger
from models.tag import tag
from models.tag_config import TagConfig

SENTENCE = "Kharkiv fell as two soldiers died near Goma , he said . U.S. 🇺🇦 “troops”"
PIECES = SENTENCE.split(" ")


def tables(folder: Path, count: int) -> Path:
    """Rows in three files; their texts differ in length."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    rows = [
        {"id": f"r{n}", "text": " ".join(PIECES[(n + i) % 14] for i in range(9 + n % 40))}
        for n in range(count)
    ]
    for part in range(3):
        piece = rows[part * count // 3 : (part + 1) * count // 3]
        pq.write_table(pa.Table.from_pylist(piece), folder / f"{part}.parquet", row_group_size=20)
    return folder


def test_a_worker_gives_what_the_command_gives(tiny_run, tmp_path):
    import pyarrow.parquet as pq

    folder = tables(tmp_path / "in", 12)
    tag(TagConfig(model=str(tiny_run), input=str(folder), output=str(tmp_path / "o.parquet")))
    worker = TableTagger(str(tiny_run), "cpu", "fp32", 1)
    found = []
    for part in sorted(folder.iterdir()):
        found += worker(pq.read_table(part)).to_pylist()
    same(found, pq.read_table(tmp_path / "o.parquet").to_pylist())


def same(found: list[dict], expected: list[dict]) -> None:
    """The same rows; scores to five digits, as batches differ."""
    found, expected = (sorted(rows, key=lambda row: row["id"]) for rows in (found, expected))
    assert [(row["id"], row["text"]) for row in found] == [
        (row["id"], row["text"]) for row in expected
    ]
    assert any(row["spans"] for row in expected)
    for left, right in zip(found, expected, strict=True):
        scores = [[span.pop("score") for span in row["spans"]] for row in (left, right)]
        assert left["spans"] == right["spans"]
        assert scores[0] == pytest.approx(scores[1], abs=1e-5)


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_nothing_is_lost(tiny_run, tmp_path):
    pytest.importorskip("ray", reason="the cluster extra is not installed")
    import psutil
    import pyarrow.parquet as pq

    folder, output = tables(tmp_path / "in", 300), tmp_path / "out"
    whole = tmp_path / "whole.parquet"
    tag(TagConfig(model=str(tiny_run), input=str(folder), output=str(whole)))
    log = tmp_path / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "models.cluster", f"model={tiny_run}", f"input={folder}",
             f"output={output}", "workers=2", "batch=4", "part=10"],
            cwd=ROOT, stdout=stream, stderr=stream,
            env=os.environ | {"OMP_NUM_THREADS": "1", "HOME": str(tmp_path)},
        )  # fmt: skip
    killed = None
    while process.poll() is None and killed is None:
        if list(tmp_path.glob(".out.*/out/*.parquet")):
            for child in psutil.Process(process.pid).children(recursive=True):
                if child.cmdline() and child.cmdline()[0].startswith("ray::MapWorker"):
                    child.kill()
                    killed = child.pid
                    break
        time.sleep(0.05)
    assert killed is not None, log.read_text()
    written = len(list(tmp_path.glob(".out.*/out/*.parquet")))
    assert process.wait() == 0, log.read_text()
    assert "300 articles" in log.read_text()
    files = sorted(output.glob("*.parquet"))
    assert written < len(files)
    same(
        [row for file in files for row in pq.read_table(file).to_pylist()],
        pq.read_table(whole).to_pylist(),
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"workers": 0}, "workers, threads, batch and part must be 1 or more"),
        ({"model": "nowhere"}, "nowhere is not a run folder"),
        ({"input": "nowhere"}, "nowhere does not exist"),
        ({"output": "full"}, "full is there already"),
        ({"input": "ids"}, "no column 'id' among text"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(changes, sentence, tiny_run, tmp_path, monkeypatch):
    pytest.importorskip("ray", reason="the cluster extra is not installed")
    import pyarrow as pa
    import pyarrow.parquet as pq

    from models.cluster import tag_tables

    monkeypatch.chdir(tmp_path)
    tables(tmp_path / "in", 3)
    for name in ("full", "ids"):
        Path(name).mkdir()
        pq.write_table(pa.table({"text": ["x"]}), f"{name}/0.parquet")
    given = {"model": str(tiny_run), "input": "in", "output": "out"} | changes
    with pytest.raises(SitrepError) as caught:
        tag_tables(ClusterConfig(**given))
    assert sentence in str(caught.value)
    assert not Path("out").exists()
