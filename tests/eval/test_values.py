from __future__ import annotations

from data.article import Article, Span
from eval.values import value_report

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


def read(answers):
    return lambda article, span: answers[article.surface(span)]


def test_values_by_hand(core):
    found = GOLD.with_spans([Span("casualty", 0, 21), Span("casualty", 26, 38),
                             Span("casualty", 43, 49)])  # fmt: skip
    answers = {
        "at least 12 civilians": {
            "low": 12,
            "high": 12,
            "outcome": "killed",
            "victims": "civilian",
        },
        "two soldiers": {"low": 2, "high": 2, "outcome": "killed", "victims": "military"},
    }
    report = value_report([GOLD], [found], core, read(answers))
    assert report == {
        "figures": 3,
        "found": 2,
        "right": {"low": 2, "high": 1, "both": 1, "outcome": 2, "victims": 2, "all": 1},
    }


def test_an_open_bound_must_be_open_on_both_sides(core):
    found = GOLD.with_spans([Span("casualty", 26, 38)])
    report = value_report([GOLD], [found], core, read({"two soldiers": {"high": 2}}))
    assert report["right"] == {
        "low": 0, "high": 1, "both": 0, "outcome": 0, "victims": 0, "all": 0,
    }  # fmt: skip


def test_figures_without_values_are_not_scored(core):
    bare = Article("a", TEXT).with_spans([Span("casualty", 0, 21)])
    assert value_report([bare], [bare], core, read({})) is None
