"""Articles with spans anywhere, for tests of scores."""

from __future__ import annotations

from hypothesis import strategies as st

from data.article import Article, Span
from data.schema import Label, Layer, Schema

LAYER = Schema("x", (Layer("only", (Label("unit", "unit"), Label("location", "location"))),))
TEXT = "abcdefghijklmnopqrst"


def article(*spans, name="a", text=TEXT, **meta):
    """An article whose spans are (label, start, end) or (label, start, end, score)."""
    found = [Span(s[0], s[1], s[2], score=s[3] if len(s) > 3 else None) for s in spans]
    return Article(name, text, meta=meta).with_spans(found)


spans = st.lists(
    st.tuples(st.sampled_from(["unit", "location"]), st.integers(0, 18), st.integers(1, 4)).map(
        lambda t: (t[0], t[1], min(t[1] + t[2], len(TEXT)))
    ),
    max_size=8,
)

pairs = st.lists(st.tuples(spans, spans), min_size=1, max_size=4)


def both(held):
    """Gold and predicted articles of pairs of spans."""
    return tuple(
        [article(*pair[side], name=str(i)) for i, pair in enumerate(held)] for side in (0, 1)
    )


def shuffled(gold, predicted, chance):
    """The same articles in another order, their spans too."""
    order = list(range(len(gold)))
    chance.shuffle(order)

    def mixed(one: Article) -> Article:
        held = list(one.spans)
        chance.shuffle(held)
        return Article(one.id, one.text, tuple(held), one.blocks, one.meta)

    return [mixed(gold[i]) for i in order], [mixed(predicted[i]) for i in order]


def merged(articles):
    """One article that holds all, end to end."""
    moved, text = [], ""
    for one in articles:
        moved += [
            Span(s.label, s.start + len(text), s.end + len(text), score=s.score) for s in one.spans
        ]
        text += one.text
    return [Article("m", text).with_spans(moved)]
