from __future__ import annotations

import pytest
from strategies import facts, keys

from data.convert import convert
from data.errors import SitrepError
from data.formats import FORMATS
from data.loading import content_hash, load_articles

XML = """<article id="u1" date="2022-06-24">
<headline>Strike on <location>Kyiv</location> 💥</headline>
<p><source id="s1"><location>Kharkiv</location> governor</source> <cue>said</cue> \
<casualty outcome="killed" low="12" victims="civilian" by="s1" at="l1">12 civilians</casualty> \
died in <location id="l1">Vilkhivka</location> when <unit kind="force">Russian forces</unit> \
shelled it.</p>
</article>
"""


@pytest.fixture
def source(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "u1.xml").write_text(XML, encoding="utf-8")
    return tmp_path / "in"


def out(tmp_path, name):
    chosen = FORMATS[name]
    return tmp_path / ("out" if chosen.folder else f"out{chosen.ending}")


@pytest.mark.parametrize("name", list(FORMATS))
def test_there_and_back(tmp_path, source, name):
    (before,) = load_articles(source)
    target = out(tmp_path, name)
    lost = convert(source, target, name)
    (after,) = load_articles(target)
    assert (after.id, after.text, keys(after)) == (before.id, before.text, keys(before))
    assert bool(lost) == (name not in ("xml", "jsonl", "label_studio"))
    assert all(line.startswith("article u1") for line in lost)
    if name in ("xml", "jsonl", "label_studio"):
        assert after == before
    if name == "brat":
        assert facts(after) == facts(before)


def test_jsonl_back_to_the_same_xml(tmp_path, source):
    convert(source, tmp_path / "a.jsonl", "jsonl")
    assert convert(tmp_path / "a.jsonl", tmp_path / "xml", "xml") == []
    assert (tmp_path / "xml" / "u1.xml").read_text(encoding="utf-8") == XML


def test_hash_covers_the_text_of_brat(tmp_path, source):
    convert(source, tmp_path / "brat", "brat")
    before = content_hash(tmp_path / "brat")
    text = tmp_path / "brat" / "u1.txt"
    text.write_text(text.read_text(encoding="utf-8") + "!", encoding="utf-8")
    assert content_hash(tmp_path / "brat") != before


@pytest.mark.parametrize(
    ("target", "name", "message"),
    [
        ("out.jsonl", "jsnol", "did you mean jsonl"),
        ("out.jsonl", "spacy?", "choose one of|did you mean"),
        ("in", "xml", "are the same"),
        ("out.txt", "conll", "ends in .conll"),
        ("out", "label_studio", "ends in .json"),
        ("file", "brat", "needs a folder"),
    ],
)
def test_targets_that_do_not_fit(tmp_path, source, target, name, message):
    (tmp_path / "file").write_text("")
    with pytest.raises(SitrepError, match=message):
        convert(source, tmp_path / target, name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "in"]
