from __future__ import annotations

import json

import pytest

from data.article import Article, Span
from data.errors import SitrepError
from data.schema import Label, Layer, Schema


def test_logits_lie_side_by_side(core):
    assert core.tags[:4] == ("unit:O", "unit:B-unit", "unit:I-unit", "location:O")
    assert core.slices[3] == slice(9, 14)
    assert core.family("cue") == "attribution"


def test_a_finer_schema_reads_the_same_spans(core):
    fine = Schema(
        "fine",
        (Layer("unit", (Label("force", "unit", "kind", "force"),
                        Label("formation", "unit", "kind", "formation"))),),
    )  # fmt: skip
    span = Span("unit", 0, 4, None, {"kind": "formation"})
    assert core.label_for(span) == "unit"
    assert fine.label_for(span) == "formation"
    assert fine.label_for(Span("location", 0, 4)) is None


def test_labels_that_no_rule_reads_are_counted(core):
    article = Article.from_text("a", "Goma fell to them.")
    spans = (Span("location", 0, 4), Span("PERSON", 13, 17), Span("PERSON", 5, 9))
    assert core.unknown([article.with_spans(spans)]) == {"PERSON": 2}


def test_a_schema_survives_its_file(core, tmp_path):
    core.save(tmp_path / "schema.json")
    assert Schema.load(tmp_path / "schema.json") == core


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        (json.dumps({"version": 99}), "version 99"),
        (json.dumps({"name": "x"}), "missing or unknown"),
        (json.dumps({"name": "x", "layers": []}), "all different"),
    ],
)
def test_a_faulty_file_is_told(content, message, tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(content)
    with pytest.raises(SitrepError, match=message):
        Schema.load(path)


def test_two_labels_of_one_name_are_refused():
    with pytest.raises(SitrepError, match="all different"):
        Schema("x", (Layer("a", (Label("u", "unit"),)), Layer("b", (Label("u", "location"),))))


def test_a_schema_of_some_labels(core):
    some = core.only(["cue", "unit"])
    assert some.labels == ("unit", "cue")
    assert [layer.name for layer in some.layers] == ["unit", "attribution"]
    with pytest.raises(SitrepError, match="No label 'que' in schema 'core'"):
        core.only(["que"])


def test_labels_of_layers(core):
    assert core.labelled(["attribution"]) == ("source", "cue")
    assert core.labelled([]) == core.labels
    with pytest.raises(SitrepError, match="No layer 'source' in schema 'core'"):
        core.labelled(["source"])
