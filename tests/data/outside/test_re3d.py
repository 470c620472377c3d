from __future__ import annotations

import json

import pytest

from data.errors import SitrepError
from data.outside import re3d

TEXT = (
    "The city of Zendia, Ruritania, fell. US officials blamed Ruritania’s army near the camp."
    " The Institute of Zendia wrote of the northern part of Ruritania."
)


def write(folder, entities: list[tuple[str, str]], text: str = TEXT):
    at = 0
    lines = []
    for kind, words in entities:
        at = text.index(words, at)
        record = {"type": kind, "begin": at, "end": at + len(words), "documentId": "d"}
        lines.append(json.dumps(record))
    (folder / "entities.json").write_text("\n".join(lines), encoding="utf-8")
    document = json.dumps({"_id": "d", "text": text})
    (folder / "documents.json").write_text(document + "\n", encoding="utf-8")
    return folder


def surfaces(folder) -> list[str]:
    (article,) = re3d.read(folder)
    assert {span.label for span in article.spans} <= {"location"}
    return [article.surface(span) for span in article.spans]


def test_places_come_to_our_edges(tmp_path):
    found = [("Location", "The city of Zendia, Ruritania"), ("Location", "Ruritania’s")]
    found += [("Location", "the camp"), ("Location", "the northern part of Ruritania")]
    assert surfaces(write(tmp_path, found)) == ["Zendia", "Ruritania", "Ruritania", "Ruritania"]


def test_a_country_is_a_place_in_every_role(tmp_path):
    found = [("Location", "Ruritania"), ("Nationality", "US"), ("Organisation", "Ruritania")]
    assert surfaces(write(tmp_path, found)) == ["Ruritania", "Ruritania"]


def test_a_place_in_an_organisations_name_is_none(tmp_path):
    found = [("Organisation", "The Institute of Zendia"), ("Location", "Ruritania")]
    (tmp_path / "x").mkdir()
    assert surfaces(write(tmp_path / "x", found)) == ["Ruritania"]
    with (tmp_path / "x" / "entities.json").open("a") as file:
        at = TEXT.index("Zendia wrote")
        record = {"type": "Location", "begin": at, "end": at + 6, "documentId": "d"}
        file.write("\n" + json.dumps(record))
    assert surfaces(tmp_path) == ["Ruritania"]


def test_faults_are_named(tmp_path):
    with pytest.raises(SitrepError, match="holds no documents"):
        re3d.read(tmp_path)
    write(tmp_path, [])
    (tmp_path / "entities.json").write_text('{"documentId": "d", "begin": 1, "end": 9999}')
    with pytest.raises(SitrepError, match=r"entities\.json:1: the entity lies in no document"):
        re3d.read(tmp_path)
    (tmp_path / "entities.json").write_text('{"documentId": "d", "begin": "1", "end": 2}')
    with pytest.raises(SitrepError, match="'begin' is missing or not of its type"):
        re3d.read(tmp_path)
