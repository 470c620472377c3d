from __future__ import annotations

from pathlib import Path

from data.config import CorpusConfig
from data.findings import read_corpus
from data.lint import lint


def found(root: Path, *blocks: str) -> list[str]:
    (root / "train").mkdir()
    body = "\n".join(f"<p>{block}</p>" for block in blocks)
    (root / "train" / "a.xml").write_text(f'<article id="a">\n{body}\n</article>\n')
    read, faults, _ = read_corpus(CorpusConfig(path=str(root)))
    assert not faults
    return [f"{f.line} {f.message.partition(':')[0]}" for f in lint(read)]


def test_places_that_may_lack_a_label(tmp_path):
    goma = "<location>Goma</location> fell."
    assert found(tmp_path, goma, goma, goma, "Goma rose.", "He said 12 men were killed.") == [
        "5 'Goma' is bare here, labelled 3 times",
        "6 '12 men were killed' holds no figure",
        "6 'said' is no cue",
    ]


def test_what_is_labelled_is_left_alone(tmp_path):
    text = (
        "<source>He</source> <cue>said</cue>"
        ' <casualty outcome="killed" low="12" high="12" victims="unknown">12 men</casualty>'
        " were killed."
    )
    assert found(tmp_path, text) == []
