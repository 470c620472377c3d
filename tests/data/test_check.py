from __future__ import annotations

from pathlib import Path

import pytest

from data.check import check_corpus
from data.config import CorpusConfig

SENTENCE = "Shells fell on the market of Goma before noon and nobody came to clear the stalls away."


def put(root: Path, split: str, name: str, *blocks: str, id: str | None = None) -> Path:
    path = root / split / f"{name}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(f"<p>{block}</p>" for block in blocks)
    path.write_text(f'<article id="{id or name}">\n{body}\n</article>\n', encoding="utf-8")
    return path


def messages(root: Path, level: str = "error") -> list[str]:
    findings, _ = check_corpus(CorpusConfig(path=str(root)))
    return [f"{f.path.name}:{f.line} {f.message}" for f in findings if f.level == level]


CASES = {
    "unknown tag <town>": "<town>Goma</town> fell.",
    "kind='band' on <unit> is not one of": '<unit kind="band">M23</unit> left.',
    "<unit> lacks kind": "<unit>M23</unit> left.",
    "low='ten' on <casualty> is not a whole number": (
        '<casualty outcome="killed" victims="unknown" low="ten">ten</casualty> died.'
    ),
    "low=9 is above high=3": (
        '<casualty outcome="killed" victims="unknown" low="9" high="3">nine</casualty> died.'
    ),
    "neither low nor high": '<casualty outcome="killed" victims="unknown">ten</casualty> died.',
    "by='s1' refers to no span": (
        '<casualty outcome="killed" victims="unknown" low="1" by="s1">one man</casualty> died.'
    ),
    "by='l1' refers to a location": (
        '<casualty outcome="killed" victims="unknown" low="1" by="l1">one man</casualty> died in'
        ' <location id="l1">Goma</location>.'
    ),
    "id 'l1' stands on two spans": (
        '<location id="l1">Goma</location> and <location id="l1">Sake</location>.'
    ),
    "nests in its own label": "<location>old <location>Goma</location></location> fell.",
    "stands inside a unit": '<unit kind="force"><location>Goma</location> guard</unit> left.',
    "begins or ends with a blank": "<location>Goma </location>fell.",
    "begins with 'the'": "<location>the Nile</location> rose.",
    "begins or ends with punctuation": "<location>“Goma</location>” fell.",
    "ends with a possessive": "<location>Goma’s</location> port.",
    "begins or ends inside a word": "<location>Gom</location>a fell.",
    "is empty": "<location></location>Goma fell.",
    "not well-formed XML": "<location>Goma fell.",
}


@pytest.mark.parametrize("message", CASES)
def test_each_fault_is_found_at_its_line(message, tmp_path):
    put(tmp_path, "train", "a", "A first line.", CASES[message])
    assert any(message in found and found.startswith("a.xml:3") for found in messages(tmp_path))


def test_a_sound_corpus_has_no_findings(tmp_path):
    put(
        tmp_path,
        "train",
        "a",
        "<location>Goma</location> fell, <source>he</source> <cue>said</cue>.",
    )
    put(
        tmp_path, "dev", "b", '<source><unit kind="force">M23</unit></source> <cue>denied</cue> it.'
    )
    assert messages(tmp_path) == []
    assert messages(tmp_path, "warning") == []


def test_an_id_may_stand_once(tmp_path):
    put(tmp_path, "train", "a", "One.")
    put(tmp_path, "dev", "b", "Two.", id="a")
    found = messages(tmp_path)
    assert any("article id 'a' is not the file's name" in m for m in found)
    assert any("article id 'a' also stands in" in m for m in found)


def test_a_sentence_may_not_cross_splits(tmp_path):
    filler = [" ".join(f"word{10 * i + j}" for j in range(10)) + "." for i in range(40)]
    put(tmp_path, "train", "a", SENTENCE, *filler[:20])
    put(tmp_path, "test", "b", *filler[20:], SENTENCE)
    (found,) = messages(tmp_path)
    assert "sentence 'Shells fell" in found


def test_a_sentence_may_return_within_a_split(tmp_path):
    filler = [" ".join(f"word{10 * i + j}" for j in range(10)) + "." for i in range(40)]
    put(tmp_path, "train", "a", SENTENCE, *filler[:20])
    put(tmp_path, "train", "b", *filler[20:], SENTENCE)
    assert messages(tmp_path) == []


def test_a_near_duplicate_is_found_in_the_same_split_too(tmp_path):
    long = " ".join(f"word{i}" for i in range(60)) + "."
    put(tmp_path, "train", "a", long + " An end.")
    put(tmp_path, "train", "b", "A start. " + long.replace("word30", "other"))
    assert any("near-duplicate" in found for found in messages(tmp_path))


def test_a_form_labelled_two_ways_is_a_warning(tmp_path):
    put(tmp_path, "train", "a", '<unit kind="force">Azov</unit> and <unit kind="force">Azov</unit>')
    put(tmp_path, "train", "b", '<unit kind="formation">Azov</unit> left.')
    assert messages(tmp_path) == []
    (found,) = messages(tmp_path, "warning")
    assert found.startswith("b.xml:2 'Azov' is labelled two ways: unit force 2 times")


@pytest.mark.parametrize("encoding", ["utf8mb4", "gb2312"])
def test_an_encoding_that_cannot_be_read_is_a_finding(tmp_path, encoding):
    put(tmp_path, "train", "b", "He left.")
    (tmp_path / "train" / "c.xml").mkdir()
    article = f'<?xml version="1.0" encoding="{encoding}"?><article id="a"><p>x</p></article>'
    (tmp_path / "train" / "a.xml").write_text(article)
    (found,) = messages(tmp_path)
    assert "its encoding cannot be read" in found


def test_external_entities_are_refused(tmp_path):
    path = tmp_path / "train" / "a.xml"
    path.parent.mkdir()
    path.write_text('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>')
    (found,) = messages(tmp_path)
    assert "refused" in found
