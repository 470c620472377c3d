from __future__ import annotations

import pytest
from hypothesis import given
from strategies import corpora, keys

from data.article import Article, Span, paragraphs
from data.errors import SitrepError
from data.formats import conll


def read(tmp_path, content):
    path = tmp_path / "in.conll"
    path.write_bytes(content.encode())
    return conll.read(path)


def found(article):
    return [(span.label, article.surface(span)) for span in article.spans]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("conll") / "a.conll"


def held(article):
    """The keys that columns can hold, found in another way than the writer does."""
    out = []
    reached = {}
    for span in article.spans:
        words = article.surface(span)
        if words.strip() and span.start >= reached.get(span.label, 0):
            start = span.start + len(words) - len(words.lstrip())
            out.append((span.label, start, start + len(words.strip())))
            reached[span.label] = span.end
    return sorted(out)


@given(corpora(labels=("unit", "location", "casualty", "source", "cue", "MISC")))
def test_round_trip_is_exact_but_for_told_losses(file, articles):
    lost = conll.write(file, articles)
    back = conll.read(file)
    assert [a.id for a in back] == [a.id for a in articles]
    for article, again in zip(articles, back, strict=True):
        assert again.text == article.text
        assert keys(again) == held(article)
        assert all(not s.attributes for s in again.spans)
        spoken = [line for line in lost if line.startswith(f"article {article.id}: ")]
        changed = keys(again) != keys(article) or any(s.attributes or s.id for s in article.spans)
        assert bool(spoken) == changed


def test_what_it_writes(tmp_path):
    text = "#Kyiv-based U.S.\n\nHe said"
    spans = (Span("location", 1, 5), Span("source", 18, 20), Span("cue", 21, 25))
    conll.write(tmp_path / "a.conll", [Article("a", text, spans, paragraphs(text))])
    assert (tmp_path / "a.conll").read_text().split("\n") == [
        "# global.columns = FORM location source cue",
        "# id = a",
        '# text_json = "#Kyiv-based U.S.\\n\\nHe said"',
        "#\tO\tO\tO",
        "Kyiv\tB-location\tO\tO",
        "-\tO\tO\tO",
        "based\tO\tO\tO",
        "U\tO\tO\tO",
        ".\tO\tO\tO",
        "S\tO\tO\tO",
        ".\tO\tO\tO",
        "",
        "He\tO\tB-source\tO",
        "said\tO\tO\tB-cue",
        "",
        "",
    ]


def test_losses(tmp_path):
    text = "Kyiv Lviv Odesa"
    spans = (
        Span("location", 0, 9, "l1", {"at": "l1"}, 0.5),
        Span("location", 5, 9),
        Span("casualty", 9, 15),
        Span("a b", 10, 15),
        Span("cue", 4, 5),
    )
    article = Article("a", text, (), (), {"date": "x"}).with_spans(spans)
    assert conll.write(tmp_path / "a.conll", [article]) == [
        "article a loses its date.",
        "article a loses its blocks; reading will find paragraphs in their stead.",
        "article a: location [0, 9) 'Kyiv Lviv' loses its at, id and score.",
        "article a: cue [4, 5) '' is left out, for it holds no word.",
        "article a: location [5, 9) 'Lviv' is left out, for it overlaps another of its label.",
        "article a: casualty [9, 15) 'Odesa' loses its outer blanks.",
        "article a: a b [10, 15) 'Odesa' is left out, for its label has a blank.",
    ]


@pytest.mark.parametrize("id", [" a ", '"a"', "a\tb\n", "= x", "x y", "\u2028"])
def test_odd_ids(tmp_path, id):
    articles = [Article(id, "Kyiv"), Article("b", "")]
    conll.write(tmp_path / "a.conll", articles)
    assert [a.id for a in conll.read(tmp_path / "a.conll")] == [id, "b"]


def test_conll_2003(tmp_path):
    first, second = read(
        tmp_path,
        "-DOCSTART- -X- -X- O\r\n\r\nEU NNP B-NP I-ORG\r\nrejects VBZ B-VP O\r\n"
        "New NNP B-NP I-LOC\r\nYork NNP I-NP I-LOC\r\nTimes NNP I-NP B-LOC\r\n\r\n"
        "Peter NNP B-NP B-PER\n\n-DOCSTART- -X- -X- O\n\n# O O O\n#tag NN I-NP B-X\n",
    )
    assert (first.id, first.text) == ("in-1", "EU rejects New York Times\nPeter")
    assert found(first) == [("ORG", "EU"), ("LOC", "New York"), ("LOC", "Times"), ("PER", "Peter")]
    assert (second.id, second.text, found(second)) == ("in-2", "# #tag", [("X", "#tag")])


def test_word_and_tag_alone(tmp_path):
    (article,) = read(tmp_path, "In\tO\nNew\u00a0York\tB-LOC\nCity\tI-LOC\n#\tO\nB\tB-LOC\n")
    assert article.id == "in"
    assert found(article) == [("LOC", "New\u00a0York City"), ("LOC", "B")]


def test_bioes_and_id_comments(tmp_path):
    first, second = read(
        tmp_path,
        "# id 5239-a\tdomain=en\nthe _ _ O\nred _ _ B-x\ncross _ _ E-x\nA _ _ S-x\n\n"
        "# newdoc id = two\n# sent_id = 1\n# text = A b\nb I-x\nc I-y\n",
    )
    assert (first.id, found(first)) == ("5239-a", [("x", "red cross"), ("x", "A")])
    assert (second.id, found(second)) == ("two", [("x", "b"), ("y", "c")])


def test_empty(tmp_path):
    assert read(tmp_path, "\n\n") == []
    conll.write(tmp_path / "a.conll", [])
    assert conll.read(tmp_path / "a.conll") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a O\nKyiv\n", "in.conll:2: the line has no word with a tag"),
        ("a O\n\tO\n", "in.conll:2: the line has no word"),
        ("a LOC\n", "in.conll:1: 'LOC' is not a tag"),
        ("a B-\n", "'B-' is not a tag"),
        ("# global.columns = FORM x y\na O\n", "in.conll:2: 2 columns stand where 3"),
        ('# text_json = "Kyiv"\nLviv O\n', "in.conll:2: 'Lviv' does not follow in text_json"),
        ('# text_json = "Kyiv now"\nKyiv O\n', "in.conll:1: no line has the words 'now'"),
        ("# text_json = {\na O\n", "not JSON"),
        ("# text_json = 3\na O\n", "not a JSON string"),
    ],
)
def test_faults_are_one_sentence(tmp_path, content, message):
    with pytest.raises(SitrepError, match=message) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
