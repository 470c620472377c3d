"""The bundle in Node, with other people's libraries alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from models.tagger import Tagger

HERE = Path(__file__).parent / "node"

#: Each fits one window; spans of a random head nest and touch in every way.
TEXTS = [
    "The 17th Division shelled Marib, officials said.",
    "At least 12 civilians and THREE soldiers of the M23 died, “A, B” claimed on 3 May 2024.",
    "SDF-held Al-Hasakah: 1,200 people fled; the U.N. said 40% were children.",
    "Ünïts 🚁 of Kyïv’s 3rd Army left Łódź.",
    "he said nothing",
    "GOMA",
    "",
]


@pytest.fixture(scope="module")
def script() -> Path:
    """`tag.mjs` beside its packages, which are kept from one run of the tests to the next."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} not found")
    folder = Path(tempfile.gettempdir()) / f"sitrep-node-{os.getuid()}"
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    mark = folder / "installed"
    if not mark.is_file() or mark.read_bytes() != lock:
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            pytest.skip(f"npm ci failed: {done.stderr.strip()[-300:]}")
        mark.write_bytes(lock)
    return folder / "tag.mjs"


@pytest.mark.slow
def test_node_finds_the_same_spans(script, tiny_bundle):
    lines = "".join(json.dumps(text) + "\n" for text in TEXTS)
    done = subprocess.run(
        ["node", script, tiny_bundle], input=lines, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    tagged = Tagger.load(tiny_bundle).tag(TEXTS)
    assert sum(len(article.spans) for article in tagged) > 20
    for row, article in zip(rows, tagged, strict=True):
        found = {(span["label"], span["start"], span["end"]) for span in row}
        assert found == {span.key for span in article.spans}, article.text
        assert len(found) == len(row)
