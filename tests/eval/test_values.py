from __future__ import annotations

from dataclasses import replace

from data.article import Article, Span
from data.schema import Label, Layer, Schema
from eval.values import PARTS, value_report
from models.values import figure_labels, with_values

TEXT = "at least 12 civilians and two soldiers and dozens of people died"
GOLD = Article("a", TEXT).with_spans(
    [
        Span("casualty", 0, 21,
             attributes={"outcome": "killed", "low": "12", "victims": "civilian"}),
        Span("casualty", 26, 38,
             attributes={"outcome": "killed", "low": "2", "high": "2", "victims": "military"}),
        Span("casualty", 43, 59,
             attributes={"outcome": "killed", "low": "24", "victims": "unknown"}),
    ]
)  # fmt: skip


def found(schema, *ends):
    """The article with predicted figures, whose values the real reader gave."""
    label = schema.labels[0] if len(schema.labels) == 1 else "casualty"
    return with_values(GOLD.with_spans([Span(label, *end) for end in ends]), figure_labels(schema))


def test_values_by_hand(core):
    """Of the third figure the ends are wrong, so its values are not looked at."""
    guess = found(core, (0, 21), (26, 38), (43, 49))
    assert [dict(span.attributes) for span in guess.spans[:2]] == [
        {"outcome": "killed", "low": "12", "victims": "civilian"},
        {"outcome": "killed", "low": "2", "high": "2", "victims": "military"},
    ]
    assert value_report([GOLD], [guess], core) == {
        "figures": 3,
        "found": 2,
        "right": dict.fromkeys(PARTS, 2),
    }


def test_an_open_bound_must_be_open_on_both_sides(core):
    """The gold leaves open what the reader closes."""
    other = {"outcome": "killed", "low": "2", "victims": "civilian"}
    gold = GOLD.with_spans([GOLD.spans[0], replace(GOLD.spans[1], attributes=other)])
    assert value_report([gold], [found(core, (26, 38))], core) == {
        "figures": 2,
        "found": 1,
        "right": {"low": 1, "high": 0, "both": 0, "outcome": 1, "victims": 0, "all": 0},
    }


def test_labels_that_are_outcomes_are_believed():
    rule = Label("wounded", "casualty", "outcome", "wounded")
    schema = Schema("x", (Layer("x", (rule,)),))
    assert value_report([GOLD], [found(schema, (26, 38))], schema) is None
    hurt = GOLD.with_spans(
        replace(span, attributes={**span.attributes, "outcome": "wounded"}) for span in GOLD.spans
    )
    report = value_report([hurt], [found(schema, (26, 38))], schema)
    assert (report["figures"], report["found"], report["right"]["outcome"]) == (3, 1, 1)


def test_figures_without_values_are_not_scored(core):
    bare = Article("a", TEXT).with_spans([Span("casualty", 0, 21)])
    assert value_report([bare], [bare], core) is None
