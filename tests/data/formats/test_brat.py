from __future__ import annotations

import pytest
from hypothesis import given
from strategies import articles, facts, keys

from data.article import Article, Span, paragraphs
from data.errors import SitrepError
from data.formats import brat

TEXT = "12 dead in Kyiv,\nthe governor said 💥 in Lviv.\n"


def read(tmp_path, ann, text=TEXT):
    (tmp_path / "doc.txt").write_bytes(text.encode())
    (tmp_path / "doc.ann").write_bytes(ann.encode())
    (article,) = brat.read(tmp_path / "doc.ann")
    return article


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("brat")


@given(articles())
def test_round_trip_is_exact(folder, article):
    lost = brat.write(folder, [article])
    (back,) = brat.read(folder / "a.ann")
    assert back.text == article.text
    assert keys(back) == keys(article)
    assert sorted(map(repr, back.spans)) == sorted(map(repr, article.spans))
    assert facts(back) == facts(article)
    blocks_differ = article.blocks != paragraphs(article.text)
    assert len(lost) == bool(article.meta) + blocks_differ


def test_reads_what_brat_writes(tmp_path):
    article = read(
        tmp_path,
        "T1\tcasualty 0 7\t12 dead\nT2\tlocation 11 15\tKyiv\nT3\tsource 21 29\tgovernor\n"
        "A1\toutcome T1 killed\nA2\tlow T1 12\nA3\tNegated T3\nR1\tby Arg1:T1 Arg2:T3\t\n"
        "R2\tat Arg1:T1 Arg2:T2\nR3\tnear Arg1:T2 Arg2:T3\n#1\tAnnotatorNotes T1\tsure?\n"
        "*\tEquiv T2 T3\nE1\tAttack:T1 At:T2\nA4\tPast E1\nN1\tReference T2 Wikidata:Q1\tKyiv\n"
        "T4\tGPE 40 44\tLviv\n\n",
    )
    assert article.id == "doc"
    assert [article.surface(s) for s in article.spans] == ["12 dead", "Kyiv", "governor", "Lviv"]
    assert article.spans[0].attributes == {"outcome": "killed", "low": "12", "by": "T3", "at": "T2"}
    assert article.spans[2].attributes == {"Negated": "true"}
    assert [s.id for s in article.spans] == [None, "T2", "T3", None]
    assert article.blocks == paragraphs(TEXT)


def test_span_over_a_line_end(tmp_path):
    article = Article("a", "Kyiv,\n\nnow", (Span("x", 0, 10), Span("y", 4, 6)))
    brat.write(tmp_path, [article])
    lines = (tmp_path / "a.ann").read_text().splitlines()
    assert lines == ["T1\tx 0 5;7 10\tKyiv,  now", "T2\ty 4 6\t, "]
    assert keys(brat.read(tmp_path / "a.ann")[0]) == keys(article)


def test_carriage_returns_count(tmp_path):
    article = read(tmp_path, "T1\tx 4 5\tb\r\n", text="\ufeffa\r\nb")
    assert article.surface(article.spans[0]) == "b"


def test_losses(tmp_path):
    text = "Kyiv Lviv"
    spans = (
        Span("place name", 0, 4, "l1"),
        Span("x", 5, 9, None, {"note": "two\nlines", "at": "l1", "flag": ""}, 0.5),
    )
    lost = brat.write(tmp_path, [Article("a", text, spans, paragraphs(text), {"date": "x"})])
    assert lost == [
        "article a loses its date.",
        "article a: place name [0, 4) 'Kyiv' is left out, for its label has a blank.",
        "article a: x [5, 9) 'Lviv' loses its note, flag and score.",
    ]
    (back,) = brat.read(tmp_path / "a.ann")
    assert [dict(s.attributes) for s in back.spans] == [{"at": "l1"}]


@pytest.mark.parametrize("id", ["", "a/b", "..", ".a", "a\nb", "x" * 300, "\ud800"])
def test_ids_that_name_no_file(tmp_path, id):
    with pytest.raises(SitrepError, match="id"):
        brat.write(tmp_path, [Article(id, "text")])


def test_ids_that_stand_twice(tmp_path):
    with pytest.raises(SitrepError, match="share the id 'a'"):
        brat.write(tmp_path, [Article("a", "one"), Article("a", "two")])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T2\tlocation 11 15;40 44\tKyiv Lviv", "doc.ann:2: T2 is discontinuous"),
        ("T2\tlocation 11 15", "T2 is not 'LABEL START END'"),
        ("T2\tlocation a b\tx", "T2 is not 'LABEL START END'"),
        ("T1\tlocation 11 15\tKyiv", "T1 stands on two lines"),
        ("T2\tlocation 11 99\tKyiv", r"\[11, 99\) is empty or outside"),
        ("T2\tlocation 15 11\tKyiv", "is empty or outside"),
        ("T2\tlocation 12 16\tKyiv", "T2 says 'Kyiv' where the text has 'yiv,'"),
        ("A1\toutcome", "A1 is not"),
        ("A1\toutcome T9 killed", "refers to T9"),
        ("A1\tlow T1 1\nA2\tlow T1 2", "doc.ann:3: T1 has 'low' twice"),
        ("R1\tby T1 T1", "R1 is not"),
        ("R1\tby Arg1:T1 Arg2:T7", "refers to T7"),
        ("R1\tby Arg1:T1 Arg2:T1\nR2\tby Arg1:T1 Arg2:T1", "has 'by' twice"),
        ("hello", "'hello' is no annotation"),
    ],
)
def test_faults_are_one_sentence(tmp_path, line, message):
    with pytest.raises(SitrepError, match=message) as caught:
        read(tmp_path, f"T1\tcasualty 0 7\t12 dead\n{line}\n")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_text_not_there(tmp_path):
    (tmp_path / "doc.ann").write_text("")
    with pytest.raises(SitrepError, match=r"doc.txt is not beside it"):
        brat.read(tmp_path / "doc.ann")
