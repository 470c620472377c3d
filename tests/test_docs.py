"""Links of the documentation lead somewhere."""

from __future__ import annotations

import re

import pytest

from data.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("data/*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_exist(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_every_page_of_docs_is_linked():
    linked = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for page in PAGES:
        assert page.name == "README.md" or page.name in linked, page


@pytest.mark.parametrize("room", ["data", "models", "eval", "train"])
def test_the_table_of_rooms_names_what_is_there(room):
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{room}/` \|(.*)$", text, flags=re.MULTILINE)
    for name in re.findall(r"`([\w/.]+)`", row):
        path = ROOT / room / name
        assert path.exists() or path.with_suffix(".py").exists(), name
