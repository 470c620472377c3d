from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from strategies import articles

from data.article import Article, Span
from data.schema import Label
from models.highlight import CORE, highlight_html, page, page_start, style
from models.marks import marked, rows


class Reader(HTMLParser):
    """Reads marks back: text, and characters of each `data-at`."""

    def __init__(self, source: str):
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.covered: dict[str, set[int]] = {}
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "mark":
            self.open.append(dict(attrs)["data-at"])

    def handle_endtag(self, tag):
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data):
        for name in self.open:
            self.covered.setdefault(name, set()).update(
                range(len(self.text), len(self.text) + len(data))
            )
        self.text += data


def numbered(article):
    index = {id(span): str(i) for i, span in enumerate(article.spans)}
    return lambda span: {"data-at": index[id(span)]}


@given(articles())
def test_marks_hold_the_text_and_exactly_the_spans_characters(article):
    """Nested, crossing and coinciding spans alike, and over breaks between blocks."""
    source = "".join(
        marked(article.text, article.spans, numbered(article), row.start, row.end)
        for row in rows(article)
    )
    read = Reader(source)
    assert read.text == article.text
    expected = {str(i): set(range(s.start, s.end)) for i, s in enumerate(article.spans)}
    assert read.covered == expected


def test_a_nested_span_stands_inside_and_its_line_above():
    text = "Kharkiv governor"
    spans = [Span("location", 0, 7), Span("source", 0, 16)]
    assert marked(text, spans, lambda _: {}) == (
        '<mark class="span" data-label="source" style="--level:1">'
        '<mark class="span" data-label="location">Kharkiv</mark> governor</mark>'
    )


def test_a_crossing_span_is_cut_and_labelled_once():
    source = marked("abcdef", [Span("unit", 0, 4), Span("cue", 2, 6)], lambda _: {})
    assert source.count('data-label="cue"') == 2
    assert source.count("data-more") == 1


def test_markup_in_text_labels_and_ids_is_escaped():
    text = "</script><b>&amp;"
    article = Article('<i>"', text).with_spans([Span('x"><u>', 0, 9, score=0.5)])
    source = "".join(page([article], [Label('x"></style>', "x")], "<title>"))
    for raw in ("<b>", "<i>", "<u>", "</script>"):
        assert raw not in source
    assert source.count("</style>") == 1
    assert "&lt;/script&gt;" in source


def test_scores_and_attributes_are_told():
    span = Span("casualty", 0, 2, attributes={"outcome": "killed"}, score=0.987)
    source = highlight_html(Article.from_text("a", "12 died").with_spans([span]))
    assert 'title="casualty, score 0.99, outcome killed"' in source


def test_the_page_is_written_article_by_article():
    def source():
        yield Article.from_text("first", "Goma")
        raise RuntimeError("the second article was asked for")

    pieces = page(source())
    assert next(pieces) == page_start("Sitrep")
    assert "first" in next(pieces)
    with pytest.raises(RuntimeError):
        next(pieces)


def test_labels_of_one_tag_share_a_colour_and_differ_in_line():
    rules = style(
        [Label("force", "unit"), Label("formation", "unit"), Label("location", "location")]
    )
    lines = [line for line in rules.splitlines() if line.startswith("[data-label")]
    assert ["#0072B2; --line: solid" in lines[0], "#0072B2; --line: dashed" in lines[1]] == [1, 1]
    assert "#009E73; --line: solid" in lines[2]
    assert len({line.partition("{")[2] for line in style(CORE).splitlines()[-5:]}) == 5
