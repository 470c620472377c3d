from __future__ import annotations

import csv
import json
import re

import pytest

from data.errors import SitrepError
from data.formats import brat, xml
from data.prediction import prediction
from data.schema import Label
from models.highlight import CORE
from models.outputs import OUTPUTS, check_free, output_of


def write(name, path, articles, labels=CORE) -> list[str]:
    told: list[str] = []
    OUTPUTS[name].write(path, iter(articles), told.append, labels)
    return told


def test_json_lines_hold_scores_and_values(tmp_path, tagged):
    write("jsonl", tmp_path / "o.jsonl", tagged)
    first, second = map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())
    assert first["spans"][0] == {
        "label": "casualty", "start": 0, "end": 7, "text": "Two men", "score": 0.75,
        "outcome": "killed", "low": 2, "high": 2, "victims": "unknown",
    }  # fmt: skip
    assert first["spans"][2] == {
        "label": "cue", "start": 21, "end": 25, "text": "said", "score": 0.123457,
    }  # fmt: skip
    assert second == {"id": "b", "text": "Ünïts 🇺🇦", "spans": []}


def test_parquet_holds_what_json_lines_hold(tmp_path, tagged):
    import pyarrow.parquet as pq

    write("parquet", tmp_path / "o.parquet", tagged)
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    for row in rows:
        row["spans"] = [{k: v for k, v in s.items() if v is not None} for s in row["spans"]]
    assert rows == [prediction(article) for article in tagged]


def test_csv_has_a_row_a_span_and_survives_line_ends_and_quotes(tmp_path, tagged):
    write("csv", tmp_path / "o.csv", tagged)
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["id"], row["label"], row["text"]) for row in rows] == [
        ("a", "casualty", "Two men"), ("a", "source", "A, B"), ("a", "cue", "said"),
    ]  # fmt: skip
    assert [row["low"] for row in rows] == ["2", "", ""]


def test_the_legend_of_a_page_is_the_models_labels(tmp_path, tagged):
    write(
        "html", tmp_path / "o.html", tagged, [Label("force", "unit"), Label("wounded", "casualty")]
    )
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert re.findall(r'class="key" data-label="(\w+)"', page) == ["force", "wounded"]
    assert '[data-label="wounded"]' in page


def test_html_is_one_page_with_every_span_and_no_markup_of_the_text(tmp_path, tagged):
    from dataclasses import replace

    evil = replace(tagged[1], text="<script>alert(1)</script>")
    write("html", tmp_path / "o.html", [tagged[0], evil])
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<html") == page.count("</html>") == 1
    assert "A, B" in page


def test_folders_are_read_back(tmp_path, tagged):
    def plain(article):
        return [(span.key, span.attributes) for span in article.spans]

    assert write("xml", tmp_path / "x", tagged) == []
    assert plain(xml.read(tmp_path / "x" / "a.xml")[0]) == plain(tagged[0])
    assert write("brat", tmp_path / "b", tagged)
    [found] = brat.read(tmp_path / "b" / "a.ann")
    assert (found.text, plain(found)) == (tagged[0].text, plain(tagged[0]))


def test_ids_that_stand_twice_or_name_no_file_are_mended_and_told(tmp_path, tagged):
    from dataclasses import replace

    ids = ["a", "a", "a-2", "../x/y", ".hid", "", "é" * 300, "a"]
    told = write("xml", tmp_path / "x", [replace(tagged[1], id=name) for name in ids])
    names = {path.stem for path in (tmp_path / "x").iterdir()}
    assert names == {"a", "a-2", "a-2-2", ".._x_y".replace(".", "_", 1), "_hid", "_", "é" * 90,
                     "a-3"}  # fmt: skip
    assert len(told) == 7
    assert "'a' is written as 'a-2'" in told[0]
    assert not (tmp_path / "y").exists()


@pytest.mark.parametrize(
    ("path", "format", "sentence"),
    [
        ("out.txt", None, "name a file that ends in one of .jsonl, .parquet, .csv, .html"),
        ("out", None, "or a folder with format=xml"),
        ("out", "brt", "Unknown format 'brt'; did you mean brat?"),
        ("full", "brat", "is there already; brat needs a new folder"),
        ("full", "csv", "is a folder; csv needs a file"),
    ],
)
def test_an_output_that_cannot_be_is_one_sentence(tmp_path, path, format, sentence):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").touch()
    with pytest.raises(SitrepError) as caught:
        check_free(tmp_path / path, output_of(tmp_path / path, format))
    assert sentence in str(caught.value)
