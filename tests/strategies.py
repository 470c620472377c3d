"""Hypothesis strategies for articles whose text and labels are awkward on purpose."""

from __future__ import annotations

from hypothesis import strategies as st

from data.article import Article, Span, paragraphs
from data.labels import INVENTORY

# Pieces that trip offsets: astral and joined emoji, combining accents, unusual blanks and line
# ends, curly quotes, figures, hashtags, markup, and what formats use as their own syntax.
PIECES = (
    *("Kharkiv", "12", "said", "5.975,74", "#Severodonetsk", "U.S.", "“quoted”", "Ukraine’s"),
    *("🇺🇦", "👩‍🚒", "💥", "e\u0301", "Sie\u0308verodonetsk", "\u200b", "\ufeff", "\u00ad", "مدينة"),
    *("\u00a0", "\u202f", "\u2028", "\x85", "\u3000", " ", " ", " ", "\t", "\n", "\n\n", "\r\n"),
    *("&amp;", "<b>", "]]>", '"', "\\n", "-DOCSTART-", "# id = x", "#", "O", "B-unit", "—", ","),
)

VALUES = {
    "kind": INVENTORY["unit"]["kind"],
    "outcome": INVENTORY["casualty"]["outcome"],
    "low": ("0", "12", "2000"),
    "victims": INVENTORY["casualty"]["victims"],
}


def texts():
    """Texts, the empty one too."""
    return st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@st.composite
def articles(draw, id="a", labels=tuple(INVENTORY), scored=False):
    """An article with spans anywhere, overlapping at will, attributes and links among them."""
    text = draw(texts())
    spans = []
    if text:
        for number in range(draw(st.integers(0, 6))):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            label = draw(st.sampled_from(labels))
            names = [n for n in INVENTORY.get(label, {}) if n in VALUES]
            chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
            attributes = {n: draw(st.sampled_from(VALUES[n])) for n in chosen}
            score = draw(st.floats(0, 1)) if scored else None
            spans.append(Span(label, start, end, f"s{number}", attributes, score))
    linked = []
    for span in spans:
        attributes = dict(span.attributes)
        for link, label in (("by", "source"), ("at", "location")):
            targets = [s.id for s in spans if s.label == label]
            if span.label == "casualty" and targets and draw(st.booleans()):
                attributes[link] = draw(st.sampled_from(targets))
        linked.append(Span(span.label, span.start, span.end, span.id, attributes, span.score))
    # An id stands only where a link refers to it, as the guidelines ask.
    used = {s.attributes.get(link) for s in linked for link in ("by", "at")}
    final = [
        Span(s.label, s.start, s.end, s.id if s.id in used else None, s.attributes, s.score)
        for s in linked
    ]
    blocks = draw(st.sampled_from([paragraphs(text), ()]))
    meta = draw(st.sampled_from([{}, {"date": "2022-06-24", "genre": "wire “x”"}]))
    return Article(id, text, (), blocks, meta).with_spans(final)


def corpora(**options):
    """Up to three articles with ids of their own."""
    return st.integers(0, 3).flatmap(
        lambda n: st.tuples(*(articles(id=f"a{i}", **options) for i in range(n)))
    )


def keys(article):
    """What strict scoring compares, whatever the order of coinciding spans."""
    return sorted(span.key for span in article.spans)


def facts(article):
    """Spans with attributes, links given by what they refer to instead of by id."""
    named = {span.id: span.key for span in article.spans if span.id is not None}
    return sorted(
        (
            span.key,
            sorted(
                (k, str(named.get(v, v)) if k in ("by", "at") else v)
                for k, v in span.attributes.items()
            ),
        )
        for span in article.spans
    )
