from __future__ import annotations

import json

import pytest
from hypothesis import given
from strategies import corpora

from data.article import Article, Span
from data.errors import SitrepError
from data.formats import label_studio

TEXT = "💥 12 dead in Kyiv"


def region(start, end, label, id="r1", **more):
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value,
            **more}  # fmt: skip


def annotated(*result, **more):
    return {"id": 5, "data": {"text": TEXT}, "annotations": [{"result": list(result), **more}]}


def read(tmp_path, tasks):
    path = tmp_path / "in.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return label_studio.read(path)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("ls") / "a.json"


@given(corpora())
def test_round_trip_holds_everything(file, articles):
    assert label_studio.write(file, articles) == []
    back = label_studio.read(file)
    assert back == list(articles)


@given(corpora(scored=True))
def test_predictions_hold_scores(file, articles):
    assert label_studio.write(file, articles) == []
    back = label_studio.read(file)
    assert back == list(articles)
    for article, found in zip(articles, back, strict=True):
        assert [s.score for s in found.spans] == [s.score for s in article.spans]


def test_reads_an_export(tmp_path):
    place = {"start": 2, "end": 9}
    (article,) = read(
        tmp_path,
        [
            annotated(
                region(2, 9, "casualty", "Dx_1"),
                region(13, 17, "location", "Dx_2", origin="manual"),
                {"id": "Dx_1", "from_name": "outcome", "to_name": "text", "type": "choices",
                 "value": {**place, "choices": ["killed"]}},
                {"id": "Dx_1", "from_name": "low", "type": "number", "value": {"number": 12}},
                {"id": "Dx_1", "from_name": "note", "type": "textarea", "value": {"text": ["x"]}},
                {"id": "T", "from_name": "genre", "type": "choices", "value": {"choices": ["a"]}},
                {"from_id": "Dx_2", "to_id": "Dx_1", "type": "relation", "direction": "left",
                 "labels": ["at"]},
                {"from_id": "Dx_2", "to_id": "Dx_1", "type": "relation", "labels": ["near"]},
            )
        ],
    )  # fmt: skip
    assert article.id == "5"
    assert [article.surface(s) for s in article.spans] == ["12 dead", "Kyiv"]
    expected = {"outcome": "killed", "low": "12", "note": "x", "at": "Dx_2"}
    assert article.spans[0].attributes == expected
    assert [s.id for s in article.spans] == [None, "Dx_2"]


def test_which_annotation_counts(tmp_path):
    one, two = {"result": [region(2, 4, "a")]}, {"result": [region(2, 4, "b")]}
    data = {"body": TEXT}
    articles = read(
        tmp_path,
        [
            {"data": data, "annotations": [one, {**two, "ground_truth": True}]},
            {"data": data, "annotations": [{**one, "was_cancelled": True}, two]},
            {"data": data, "annotations": [{**one, "was_cancelled": True}]},
            {"data": data, "annotations": [], "predictions": [one]},
            {"data": data},
        ],
    )
    assert [[s.label for s in a.spans] for a in articles] == [["b"], ["b"], ["a"], []]
    assert [a.id for a in articles] == ["in-1", "in-2", "in-4", "in-5"]


def test_line_ends_in_the_entrys_text(tmp_path):
    value = {"start": 0, "end": 3, "text": "a\\nb", "labels": ["x", "y"]}
    task = {"data": {"text": "a\nb"}, "annotations": [{"result": [
        {"id": "r", "type": "labels", "value": value}]}]}  # fmt: skip
    (article,) = read(tmp_path, [task])
    assert [s.key for s in article.spans] == [("x", 0, 3), ("y", 0, 3)]


def test_losses(tmp_path):
    spans = (Span("x", 0, 1, "s9", {"at": "gone"}, 3.0),)
    article = Article("a", TEXT, spans, (), {"text": "clash", "date": "d"})
    assert label_studio.write(tmp_path / "a.json", [article]) == [
        "article a loses its text.",
        "article a: x [0, 1) '💥' loses its id and score.",
    ]
    (back,) = label_studio.read(tmp_path / "a.json")
    assert back.meta == {"date": "d"}
    assert back.spans[0].attributes == {"at": "gone"}


def test_utf16_offsets_are_named(tmp_path):
    entry = region(3, 10, "casualty")
    entry["value"]["text"] = "12 dead"
    with pytest.raises(SitrepError, match="count UTF-16 units"):
        read(tmp_path, [annotated(entry)])


TWICE = {"id": "r1", "from_name": "low", "type": "number", "value": {"number": 1}}


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ({}, "in.json: is not a list of tasks"),
        ([{"text": "a"}], "in.json: task 1: has no 'data' object"),
        ([{"data": {"a": "x", "b": "y"}}], "task 1: 'data' has no 'text'"),
        ([{"data": {"text": TEXT}, "annotations": 3}], "'annotations' is not a list"),
        ([{"data": {"text": TEXT}, "annotations": [{}, {}]}], "has 2 annotations"),
        ([{"data": {"text": TEXT}, "predictions": [{}, {}]}], "has 2 predictions"),
        ([annotated(3)], r"result\[0\]: 'entry' is not an object"),
        ([annotated(region(2, 99, "x"))], r"\[2, 99\) is empty or outside"),
        ([annotated(region(2, 4, "x"), region(2, 4, "x"))], "region 'r1' stands twice"),
        ([annotated({"type": "labels", "value": {"start": 0, "end": 1}})], "has no label"),
        ([annotated({"type": "hypertextlabels"})], "hypertext"),
        ([annotated(region(2, 4, "x"), TWICE, TWICE)], "gives 'low' to a region twice"),
        ([annotated({"type": "relation", "labels": ["by"], "from_id": "z"})], "region 'z' is not"),
        ([annotated(region(2, 4, "x"), {"id": "r1", "from_name": "k", "type": "choices",
          "value": {"choices": ["a", "b"]}})], "gives 2 values"),
    ],
)  # fmt: skip
def test_faults_are_one_sentence(tmp_path, tasks, message):
    with pytest.raises(SitrepError, match=message) as caught:
        read(tmp_path, tasks)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_not_json(tmp_path):
    (tmp_path / "in.json").write_text('[\n{"data": }]')
    with pytest.raises(SitrepError, match=r"in.json, line 2, column 10: not JSON"):
        label_studio.read(tmp_path / "in.json")
