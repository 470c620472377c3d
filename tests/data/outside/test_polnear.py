from __future__ import annotations

import pytest

from data.errors import SitrepError
from data.outside import polnear

TEXT = (
    "Rivals trade barbs\n\n"
    "Senator Ada Quill of Ruritania, who chairs the panel, has repeatedly said in a statement that"
    " the bridge is safe. It was later reported by the Gazette’s editor. Nobody knows. Who asked?"
)


def write(folder, annotations: list[tuple[str, str]], text: str = TEXT):
    """A pair of files; each annotation is a label and the words it stands on, `|` cuts pieces."""
    lines = []
    for number, (label, words) in enumerate(annotations, 1):
        pieces = [(text.index(piece), len(piece)) for piece in words.split("|")]
        offsets = ";".join(f"{start} {start + size}" for start, size in pieces)
        lines.append(f"T{number}\t{label} {offsets}\t{words.replace('|', ' ')}\n")
    (folder / "a.txt").write_text(text, encoding="utf-8")
    extra = "E1\tAttribution:T9 Source:T1\n#1\tAnnotatorNotes T1\tsure\n\n"
    (folder / "a.ann").write_text("".join(lines) + extra, encoding="utf-8")
    return folder


def surfaces(folder) -> list[tuple[str, str]]:
    (article,) = polnear.read(folder)
    return [(span.label, article.surface(span)) for span in article.spans]


@pytest.mark.parametrize(
    ("label", "words", "ours"),
    [
        ("Source", "Senator Ada Quill of Ruritania, who chairs the panel", "Senator Ada Quill of "
         "Ruritania"),
        ("Source", "by the Gazette’s editor", "Gazette’s editor"),
        ("Source", "the Gazette’s", "Gazette"),
        ("Source", "Senator Ada Quill| chairs the panel", "Senator Ada Quill"),
        ("Cue", "has repeatedly said in a statement", "said"),
        ("Cue", "was later reported", "reported"),
        ("Cue", "Who asked?", "Who asked"),
    ],
)  # fmt: skip
def test_spans_come_to_our_edges(tmp_path, label, words, ours):
    assert surfaces(write(tmp_path, [(label, words)])) == [(label.lower(), ours)]


@pytest.mark.parametrize("words", ["who", "?"])
def test_relative_pronouns_and_bare_marks_are_no_spans(tmp_path, words):
    label = "Source" if words == "who" else "Cue"
    assert surfaces(write(tmp_path, [(label, words)])) == []


def test_a_fixed_passive_stays_whole(tmp_path):
    text = "She has been quoted as saying so."
    found = surfaces(write(tmp_path, [("Cue", "been quoted as saying")], text))
    assert found == [("cue", "been quoted as saying")]


def test_other_annotations_are_passed_over_and_shared_sources_stand_once(tmp_path):
    source = ("Source", "Senator Ada Quill")
    found = [source, source, ("Content", "the bridge is safe"), ("Discuss", "Nobody")]
    assert surfaces(write(tmp_path, found)) == [("source", "Senator Ada Quill")]


def test_spans_of_one_label_do_not_overlap(tmp_path):
    found = [("Source", "Senator Ada Quill of Ruritania"), ("Source", "Ada Quill of Ruritania")]
    assert surfaces(write(tmp_path, found)) == [("source", "Senator Ada Quill of Ruritania")]


def test_a_faulty_file_is_named(tmp_path):
    write(tmp_path, [("Source", "Senator")])
    with (tmp_path / "a.ann").open("a") as file:
        file.write("T9\tCue 1 9999\tx\n")
    with pytest.raises(SitrepError, match=r"a\.ann:5: the span ends after the text"):
        polnear.read(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(SitrepError, match=r"a\.txt is not beside it"):
        polnear.read(tmp_path)
