from __future__ import annotations

import pytest
from hypothesis import given
from strategies import corpora, facts, keys

from data.article import Article, Block, Span
from data.errors import SitrepError
from data.formats import doccano, jsonl, prodigy


def read(tmp_path, *lines):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return jsonl.read(path)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("jsonl") / "a.jsonl"


@given(corpora(scored=True))
def test_own_shape_holds_everything(file, articles):
    assert jsonl.write(file, articles) == []
    back = jsonl.read(file)
    assert back == list(articles)
    assert [[s.score for s in a.spans] for a in back] == [
        [s.score for s in a.spans] for a in articles
    ]
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(articles)


@given(corpora())
def test_doccano_holds_spans_links_and_meta(file, articles):
    lost = doccano.write(file, articles)
    back = jsonl.read(file)
    for article, found in zip(articles, back, strict=True):
        assert (found.id, found.text, found.meta) == (article.id, article.text, article.meta)
        assert keys(found) == keys(article)
        links = {"by", "at"}
        stripped = article.with_spans(
            Span(*s.key, s.id, {k: v for k, v in s.attributes.items() if k in links})
            for s in article.spans
        )
        assert facts(found) == facts(stripped)
        other = any(set(s.attributes) - links for s in article.spans)
        spoken = [line for line in lost if line.startswith(f"article {article.id}:")]
        assert bool(spoken) == other


@given(corpora())
def test_prodigy_holds_spans_and_meta(file, articles):
    lost = prodigy.write(file, articles)
    back = jsonl.read(file)
    for article, found in zip(articles, back, strict=True):
        assert (found.id, found.text, found.meta) == (article.id, article.text, article.meta)
        assert keys(found) == keys(article)
    told = sum(": " in line for line in lost)
    assert told == sum(bool(s.attributes or s.id) for a in articles for s in a.spans)


def test_doccano_exports(tmp_path):
    triples, relations, data = read(
        tmp_path,
        '{"id": 7, "text": "💥 in Kyiv", "label": [[5, 9, "place"]], "date": "2022"}',
        '{"id": 8, "text": "12 in Kyiv", "entities": ['
        '{"id": 40, "label": "casualty", "start_offset": 0, "end_offset": 2},'
        '{"id": 41, "label": "location", "start_offset": 6, "end_offset": 10}],'
        '"relations": [{"id": 1, "from_id": 40, "to_id": 41, "type": "at"},'
        '{"id": 2, "from_id": 40, "to_id": 41, "type": "near"}], "Comments": []}',
        '{"data": "Kyiv", "labels": []}',
    )
    assert triples.id == "7"
    assert triples.meta == {"date": "2022"}
    assert triples.surface(triples.spans[0]) == "Kyiv"
    assert [dict(s.attributes) for s in relations.spans] == [{"at": "41"}, {}]
    assert relations.spans[1].id == "41"
    assert data == Article.from_text("in-3", "Kyiv")


def test_prodigy_export(tmp_path):
    (kept,) = read(
        tmp_path,
        '{"text": "Kyiv", "_input_hash": 1, "tokens": [], "answer": "accept", "meta": {"n": 1},'
        ' "spans": [{"start": 0, "end": 4, "token_start": 0, "label": "GPE"}]}',
        '{"text": "Kyiv", "spans": [], "answer": "reject"}',
    )
    assert [s.key for s in kept.spans] == [("GPE", 0, 4)]
    assert kept.meta == {"n": "1"}


def test_empty_blocks_and_odd_scores(tmp_path):
    article = Article(
        "a", "Kyiv", (Span("x", 0, 4, score=float("nan")),), (Block("p", 0, 4), Block("p", 4, 4))
    )
    assert jsonl.write(tmp_path / "a.jsonl", [article]) == [
        "article a: x [0, 4) 'Kyiv' loses its score."
    ]
    assert jsonl.read(tmp_path / "a.jsonl")[0].blocks == (Block("p", 0, 4),)


def test_meta_that_clashes_is_told(tmp_path):
    article = Article.from_text("a", "Kyiv", label="x", genre="wire")
    lost = doccano.write(tmp_path / "a.jsonl", [article])
    assert lost == ["article a loses its label."]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "in.jsonl:2, column 2: not JSON"),
        ("[]", "in.jsonl:2: the line is not an object"),
        ('{"id": 1}', "in.jsonl:2: no 'text'"),
        ('{"text": "a", "spans": 3}', "'spans' is not a list"),
        ('{"text": "a", "spans": [3]}', r"spans\[0\]: 'span' is not an object"),
        ('{"text": "a", "spans": [{"start": 0, "end": 1}]}', r"spans\[0\]: its label"),
        ('{"text": "a", "spans": [{"label": "x", "start": "0", "end": 1}]}', "start offset is 0"),
        ('{"text": "a", "spans": [{"label": "x", "start": true, "end": 1}]}', "start offset"),
        ('{"text": "a", "spans": [{"label": "x", "start": 0, "end": 2}]}', r"\[0, 2\) is empty or"),
        ('{"text": "a", "spans": [{"label": "x", "start": 0, "end": 1, "text": "b"}]}', "says 'b'"),
        ('{"text": "a", "spans": [{"label": "x", "start": 0, "end": 1, "score": 2}]}', "'score'"),
        ('{"text": "a", "spans": [], "blocks": [{"kind": "p", "start": 0, "end": 9}]}', "blocks"),
        ('{"text": "a", "label": "x"}', "'label' is not a list"),
        ('{"text": "a", "label": ["x"]}', r"label\[0\]: is not \[start, end, label\]"),
        ('{"text": "a", "entities": [], "relations": [{"type": "by"}]}', r"relations\[0\]: entity"),
        ('{"text": "\\ud83d"}', "half a surrogate pair"),
        ('{"text": "a", "score": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_faults_are_one_sentence(tmp_path, line, message):
    with pytest.raises(SitrepError, match=message) as caught:
        read(tmp_path, '{"text": "fine"}', line)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_not_utf8_and_not_there(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "a"}\n\xff')
    with pytest.raises(SitrepError, match=r"in.jsonl:2: not UTF-8"):
        jsonl.read(path)
    with pytest.raises(SitrepError, match="cannot be read"):
        jsonl.read(tmp_path / "none.jsonl")
