"""The bundle by itself: what its code imports, and a real environment without the project."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from data.paths import ROOT
from models.packing import LIBRARY, MODULES, PACKAGE
from models.tagger import Tagger

ALLOWED = {*sys.stdlib_module_names, "numpy", "tokenizers", "onnxruntime", PACKAGE}

#: Functions that read a run, which a bundle is not: they may import what a bundle does without.
OF_RUNS = {"_of_run", "load_config"}

TEXT = (
    "Officials said at least 12 civilians and three soldiers died in Marib.\n\n"
    "Ünïts 🇺🇦 of the 17th Division left Goma, “A, B” said, and 200 MEN were wounded.\n" * 8
)

PROBE = """
import json, sys, time
began = time.perf_counter()
from tag import Tagger
tagger = Tagger.load()
seconds = time.perf_counter() - began
article = tagger.tag(open(sys.argv[1], encoding="utf-8", newline="").read())
rows = [(*s.key, s.score, dict(s.attributes)) for s in article.spans]
print(json.dumps({"seconds": seconds, "rows": rows, "modules": sorted(sys.modules)}))
"""


def imports(tree: ast.AST) -> set[str]:
    """Top packages that are imported, on whatever level, but in `OF_RUNS` and for types alone."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in OF_RUNS:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(PACKAGE if node.level else (node.module or "").partition(".")[0])
        found |= imports(node)
    return found


def test_packed_code_imports_only_what_is_promised(tiny_bundle):
    files = sorted(tiny_bundle.rglob("*.py"))
    assert len(files) > len(MODULES)
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert imports(tree) <= ALLOWED, file


def test_every_module_that_is_imported_was_packed(tiny_bundle):
    for file in tiny_bundle.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE + "."):
                target = tiny_bundle.joinpath(*(node.module or "").split("."))
                known = target.with_suffix(".py").is_file() or (target / "__init__.py").is_file()
                assert known or "base" in target.name or "torch_backend" in target.name, node.module


def test_the_licences_go_along(tiny_bundle):
    assert (tiny_bundle / PACKAGE / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert "Permission" in (tiny_bundle / PACKAGE / LIBRARY / "LICENSE").read_text()


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """The Python of a new environment that holds the three packages alone."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    words = ["-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt"]
    subprocess.run([python, *words, "numpy", "tokenizers", "onnxruntime"], check=True, timeout=300)
    return python


@pytest.fixture
def text(tmp_path) -> Path:
    file = tmp_path / "news.txt"
    file.write_text(TEXT, encoding="utf-8", newline="")
    return file


def run(python: Path, *words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A process that finds nothing of the project but the bundle."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [python, *words], cwd=cwd, capture_output=True, text=True, env=environment, timeout=120
    )


@pytest.mark.slow
def test_the_command_gives_what_the_tagger_gives(bare, tiny_bundle, text, tmp_path):
    done = run(bare, tiny_bundle / "tag.py", text, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    row = json.loads(line)
    wanted = Tagger.load(tiny_bundle).tag(TEXT)
    assert (row["id"], row["text"]) == ("news", TEXT)
    assert [(s["label"], s["start"], s["end"]) for s in row["spans"]] == [
        s.key for s in wanted.spans
    ]
    piped = subprocess.run(
        [bare, tiny_bundle / "tag.py"], input=TEXT.encode(), capture_output=True, cwd=tmp_path
    )
    assert json.loads(piped.stdout)["spans"] == row["spans"]
    missing = run(bare, tiny_bundle / "tag.py", "absent.txt", cwd=tmp_path)
    assert missing.returncode == 2
    assert missing.stderr.startswith("error: absent.txt cannot be read")
    assert len(missing.stderr.splitlines()) == 1


@pytest.mark.slow
def test_the_library_gives_what_the_tagger_gives(bare, trained_run, tiny_bundle, text):
    done = [run(bare, "-c", PROBE, text, cwd=tiny_bundle) for _ in range(3)]
    assert done[0].returncode == 0, done[0].stderr
    found = json.loads(done[0].stdout)
    wanted = Tagger.load(tiny_bundle).tag(TEXT).spans
    assert len(wanted) > 20
    assert any("low" in span.attributes for span in wanted)
    for (*key, score, values), span in zip(found["rows"], wanted, strict=True):
        assert tuple(key) == span.key
        assert score == pytest.approx(span.score, abs=1e-5)
        assert values == span.attributes
    assert not {"torch", "transformers", "omegaconf", "data", "models"} & set(found["modules"])
    assert min(json.loads(one.stdout)["seconds"] for one in done) < 2
