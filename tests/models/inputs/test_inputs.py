from __future__ import annotations

import io
import json
import os

import pytest

from data.article import Article
from data.errors import SitrepError
from data.formats import brat, jsonl
from models.inputs import Source, reader_of
from models.inputs.archive import Archive, Position
from models.inputs.chunks import chunks

PAGE = """<html><head><title>Two killed in Goma</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>Two killed in Goma</h1><p>Two soldiers were killed near Goma on Monday, the army said,
as fighting went on in the east of the country.</p><p>A second paragraph is long enough for the
extraction to keep it in the text, officials said.</p></article><footer>All rights</footer></body>
</html>"""


def read(path, start=0, format=None):
    source = Source(path)
    return list(reader_of(source, format)(source, start))


def articles(path, format=None) -> list[Article]:
    items = read(path, format=format)
    assert not [item.fault for item in items if item.fault]
    return [item.article for item in items if item.article]


@pytest.mark.parametrize("ending", ["txt", "md"])
@pytest.mark.parametrize("text", ["", "a\r\nb\r\n\r\n\r\nc\n", "\ufeffGoma fell.\n\n", "# A *b*\r"])
def test_a_text_is_the_file_character_for_character(tmp_path, ending, text):
    path = tmp_path / f"news.{ending}"
    path.write_bytes(text.encode())
    [article] = articles(path)
    assert (article.id, article.text) == ("news", text)
    for block in article.blocks:
        assert article.surface(block) == article.surface(block).strip()


def test_a_page_gives_headline_and_paragraphs_without_menus(tmp_path):
    pytest.importorskip("trafilatura")
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    [article] = articles(path)
    assert [block.kind for block in article.blocks] == ["headline", "p", "p"]
    assert article.surface(article.blocks[0]) == "Two killed in Goma"
    assert article.text.count("Two killed in Goma") == 1
    assert "Home" not in article.text
    assert "rights" not in article.text
    path.write_text("<html><body></body></html>")
    with pytest.raises(SitrepError, match=r"page.html: no article text is found"):
        read(path)


def test_faulty_lines_of_json_are_told_one_by_one(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [
        b'\xef\xbb\xbf{"id": 7, "text": "one"}', b"{", b'{"text": "two\xff"}', b"", b'{"id": "x"}',
        b'{"text": "three"}',
    ]  # fmt: skip
    path.write_bytes(b"\r\n".join(rows))
    items = read(path)
    assert [item.article.id for item in items if item.article] == ["7", "rows-6"]
    faults = [item.fault for item in items if item.fault]
    assert [fault.split(":")[1].partition(",")[0] for fault in faults] == ["2", "3", "5"]
    assert "not UTF-8" in faults[1]
    assert items[-1].done == path.stat().st_size
    assert [item.place for item in read(path, start=4)] == [5, 6]


def test_our_own_lines_keep_blocks_and_facts(tmp_path, article):
    path = tmp_path / "own.jsonl"
    jsonl.write(path, [article])
    [found] = articles(path)
    assert (found.id, found.blocks, found.meta) == (article.id, article.blocks, article.meta)


@pytest.mark.parametrize("group", [1, 3, 100])
@pytest.mark.parametrize("start", [0, 1, 3, 9, 10])
def test_parquet_reads_on_from_any_row(tmp_path, group, start):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    ids = [None if n == 4 else n for n in range(10)]
    table = pa.table({"url": ["u"] * 10, "id": ids, "text": [f"text {n}" for n in range(10)]})
    pq.write_table(table, path, row_group_size=group)
    items = read(path, start)
    assert [item.place for item in items] == list(range(start + 1, 11))
    assert [item.article.text for item in items] == [f"text {n}" for n in range(start, 10)]
    if start == 0:
        assert items[4].article.id == "t-5"
        assert items[5].article.id == "5"
        assert items[-1].done == path.stat().st_size


def test_faulty_tables_and_rows_are_told(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["x", None]}), path)
    assert [item.fault for item in read(path)][1].startswith(f"{path}: row 2: its text is null")
    pq.write_table(pa.table({"id": ["a"], "body": ["x"]}), path)
    with pytest.raises(SitrepError, match="no column 'text' among id, body"):
        read(path)
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(SitrepError, match=r"t.parquet: not a sound Parquet file"):
        read(path)


def test_a_folder_is_read_in_order_whatever_the_formats(tmp_path, article):
    (tmp_path / "b.txt").write_text("B")
    (tmp_path / "c.jsonl").write_text('{"text": "C1"}\n{"text": "C2"}\n')
    (tmp_path / "z.md").write_text("Z")
    brat.write(tmp_path / "a", [article])
    out = tmp_path / "out.jsonl"
    out.write_text('{"text": "our own output"}\n')
    work = tmp_path / ".out.jsonl.partial"
    work.mkdir()
    (work / "articles.jsonl").write_text('{"text": "unfinished"}\n')
    archive = Archive(str(tmp_path), exclude=(out, work))
    found = [item for _, item in archive.items(Position())]
    assert [i.article.id for i in found] == [article.id, "b", "c-1", "c-2", "z"]
    assert found[-1].done == archive.size
    texts = Archive(str(tmp_path / "*.txt"))
    assert [source.stem for source in texts.sources] == ["b"]


def test_a_faulty_file_is_a_fault_and_the_next_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xff")
    (tmp_path / "b.xml").write_text("<article>")
    (tmp_path / "c.txt").write_text("C")
    (tmp_path / "d.pdf").write_text("D")
    items = [item for _, item in Archive(str(tmp_path / "*")).items(Position())]
    assert [item.article.text for item in items if item.article] == ["C"]
    faults = [item.fault for item in items if item.fault]
    assert [fault.partition(":")[0][-5:] for fault in faults] == ["a.txt", "b.xml", "d.pdf"]


@pytest.mark.parametrize(
    ("source", "format", "sentence"),
    [
        ("nowhere", None, "nowhere does not exist"),
        ("nowhere/*.txt", None, "matches no file"),
        ("-", "parquet", "Standard input can be txt, md, html or jsonl"),
        ("-", "jsnl", "Unknown input_format 'jsnl'; did you mean jsonl?"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(source, format, sentence):
    try:
        told = next(item.fault for _, item in Archive(source, format).items(Position()))
    except SitrepError as error:
        told = str(error)
    assert sentence in told


def test_standard_input_is_one_text_or_lines(monkeypatch):
    def feed(content: bytes, format: str | None):
        stdin = type("Stdin", (), {"buffer": io.BytesIO(content)})
        monkeypatch.setattr("sys.stdin", stdin)
        return [item.article for _, item in Archive("-", format).items(Position())]

    assert [(a.id, a.text) for a in feed(b"One.\r\n", None)] == [("stdin", "One.\r\n")]
    rows = b'{"id": "a", "text": "A"}\n{"text": "B"}\n'
    assert [(a.id, a.text) for a in feed(rows, "jsonl")] == [("a", "A"), ("stdin-2", "B")]


@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_chunks_from_any_chunk_on_are_those_of_the_whole(tmp_path, count, monkeypatch):
    monkeypatch.setattr("models.inputs.chunks.CHARACTERS", 12)
    (tmp_path / "a.txt").write_text("A")
    lines = [json.dumps({"text": "x" * n}) if n % 3 else "{" for n in range(12)]
    (tmp_path / "b.jsonl").write_text("\n".join(lines))
    (tmp_path / "c.xml").write_text("broken")
    (tmp_path / "d.txt").write_text("D")
    archive = Archive(str(tmp_path))
    every = list(chunks(archive, Position(), count))
    assert sum(len(chunk.articles) for chunk in every) == 10
    assert sum(len(chunk.faults) for chunk in every) == 5
    for number, chunk in enumerate(every, 1):
        assert list(chunks(Archive(str(tmp_path)), chunk.position, count)) == every[number:]


def test_a_changed_input_is_not_read_on(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name)
    first, *_ = chunks(Archive(str(tmp_path)), Position(), 2)
    (tmp_path / "c.txt").write_text("mended")
    (tmp_path / "d.txt").write_text("new")
    [rest] = chunks(Archive(str(tmp_path)), first.position, 2)
    assert [article.text for article in rest.articles] == ["mended", "new"]
    (tmp_path / "b.txt").write_text("other")
    with pytest.raises(SitrepError, match="input has changed"):
        list(chunks(Archive(str(tmp_path)), first.position, 2))


def test_a_file_name_need_not_be_text(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("Goma fell.")
    [article] = articles(path)
    assert article.id == "caf\ufffd"
    [(position, _)] = Archive(str(tmp_path)).items(Position())
    assert list(Archive(str(tmp_path)).items(position)) == []


def test_endings_are_read_in_any_case(tmp_path):
    for name in ("a.txt", "B.TXT", "d.JSONL"):
        (tmp_path / name).write_text('{"text": "Goma fell."}')
    found = [item.article.id for _, item in Archive(str(tmp_path)).items(Position())]
    assert sorted(found) == ["B", "a", "d-1"]


def test_labels_and_other_fields_of_rows_are_left_aside(tmp_path):
    rows = [
        {"id": 7.0, "text": "one", "spans": [], "answer": "reject"},
        {"text": "two", "label": "politics", "meta": "Reuters", "entities": ["Goma"]},
        {"text": "three", "spans": [{"label": "x", "start": 0, "end": 99}], "blocks": None},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [(a.id, a.text) for a in articles(path)] == [
        ("7", "one"), ("rows-2", "two"), ("rows-3", "three"),
    ]  # fmt: skip


def test_whole_numbers_of_a_table_stay_whole(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    ids = pa.array([101.0, None, 7.0], pa.float64())
    pq.write_table(pa.table({"id": ids, "text": ["a", "b", "c"]}), path)
    assert [article.id for article in articles(path)] == ["101", "t-2", "7"]
