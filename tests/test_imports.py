"""Imports go one way: data, then models, then eval, then train."""

from __future__ import annotations

import ast

import pytest

from data.paths import ROOT

ORDER = ("data", "models", "eval", "train")


def imported(path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_the_rooms_before_it(room):
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    later = set(ORDER[ORDER.index(room) + 1 :])
    for path in files:
        assert not imported(path) & later, path


def test_reading_a_bundle_needs_no_torch():
    """Windowing and decoding use NumPy and `tokenizers` alone."""
    import subprocess
    import sys

    code = (
        "import sys; import data.encode, data.schema, models.decode; "
        "heavy = {'torch', 'transformers', 'datasets', 'omegaconf', 'hydra'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
