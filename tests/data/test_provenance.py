from __future__ import annotations

import re

from data import provenance


def test_revision_and_versions_are_told():
    found = provenance.environment()
    assert found["packages"].keys() == set(provenance.PACKAGES)
    assert found["git"] is None or re.fullmatch(r"[0-9a-f]{40}\+?", found["git"])


def test_outside_git_there_is_no_revision(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    assert provenance.git_revision() is None
