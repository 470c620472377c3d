from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from data.errors import SitrepError
from models.bundle import GRAPHS, Bundle, Settings, check_sums, write_sums
from models.tagger import Tagger

KINDS = (
    "bundle.json", "schema.json", "tokenizer.json", "model.onnx", "model.int8.onnx",
    "calibration.json", "README.md", "tag.py", "sitrep/models/tagger.py", "SHA256SUMS",
)  # fmt: skip


@pytest.fixture
def copy(tiny_bundle, tmp_path):
    return shutil.copytree(tiny_bundle, tmp_path / "copy")


def sentence(folder) -> str:
    with pytest.raises(SitrepError) as caught:
        Tagger.load(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rewrite(copy, **changes):
    """Change `bundle.json` as if it had been exported so."""
    stored = json.loads((copy / "bundle.json").read_text()) | changes
    (copy / "bundle.json").write_text(json.dumps(stored))
    write_sums(copy)


def test_sums_hold_every_file_and_are_read_by_sha256sum(tiny_bundle):
    names = {line.split("  ")[1] for line in (tiny_bundle / "SHA256SUMS").read_text().splitlines()}
    held = {p.relative_to(tiny_bundle).as_posix() for p in tiny_bundle.rglob("*") if p.is_file()}
    assert names == held - {"SHA256SUMS"}
    assert set(KINDS) <= held
    check_sums(tiny_bundle)
    done = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tiny_bundle)
    assert done.returncode == 0


def test_settings_are_read_as_they_were_written(core, tmp_path):
    wanted = Settings("x", 128, 16, True, 3, ("fp32",))
    wanted.save(tmp_path)
    core.save(tmp_path / "schema.json")
    write_sums(tmp_path)
    bundle = Bundle.open(tmp_path)
    assert (bundle.settings, bundle.schema) == (wanted, core)


@pytest.mark.parametrize(
    "name", [kind for kind in KINDS if kind not in ("bundle.json", "SHA256SUMS")]
)
def test_an_altered_file_is_named(name, copy):
    with (copy / name).open("ab") as stream:
        stream.write(b" ")
    assert f"{copy / name} was altered" in sentence(copy)


@pytest.mark.parametrize("name", [kind for kind in KINDS if kind != "bundle.json"])
def test_a_missing_file_is_named(name, copy):
    (copy / name).unlink()
    assert f"{copy / name} is missing" in sentence(copy)


def test_another_context_in_bundle_json_is_an_altered_file(copy):
    stored = json.loads((copy / "bundle.json").read_text())
    (copy / "bundle.json").write_text(json.dumps(stored | {"context": 0}))
    assert f"{copy / 'bundle.json'} was altered" in sentence(copy)


def test_another_version_says_what_to_do(copy):
    rewrite(copy, version=2)
    told = sentence(copy)
    assert f"{copy / 'bundle.json'} has version 2, this code reads 1" in told
    assert "tag.py" in told


def test_a_field_nobody_knows_is_named(copy):
    rewrite(copy, colour="red")
    assert str(copy / "bundle.json") in (told := sentence(copy))
    assert "colour" in told


def test_settings_that_are_no_json(copy):
    (copy / "bundle.json").write_text("{")
    assert f"{copy / 'bundle.json'} is not a bundle's settings" in sentence(copy)


def test_a_schema_of_another_version_is_refused(copy):
    stored = json.loads((copy / "schema.json").read_text())
    (copy / "schema.json").write_text(json.dumps(stored | {"version": 9}))
    write_sums(copy)
    assert str(copy / "schema.json") in (told := sentence(copy))
    assert "9" in told


def test_int8_that_was_not_published(copy):
    (copy / GRAPHS["int8"]).unlink()
    rewrite(copy, precisions=["fp32"])
    with pytest.raises(SitrepError, match=f"{copy} has no int8 graph, only fp32"):
        Tagger.load(copy, precision="int8")
    assert Tagger.load(copy).tag("They left.").text == "They left."


def test_a_folder_that_is_no_bundle(tmp_path, tiny_run):
    with pytest.raises(SitrepError, match=f"{tmp_path} is not a bundle: it has no bundle.json"):
        Bundle.open(tmp_path)
    with pytest.raises(SitrepError, match=f"{tiny_run} is not a bundle; precision=int8 needs"):
        Tagger.load(tiny_run, precision="int8")
