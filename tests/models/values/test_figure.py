from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.article import Article, Span
from data.config import SchemaConfig
from data.labels import INVENTORY, attribute_fault
from data.paths import ROOT
from data.schema import Label, Layer, Schema
from models.values import casualty_value, figure_labels, with_values

FINE = Schema(
    "fine",
    (
        Layer("unit", (Label("force", "unit", "kind", "force"),)),
        Layer(
            "casualty",
            tuple(
                Label(name, "casualty", "outcome", name)
                for name in ("killed", "wounded", "missing", "captured", "casualties")
            ),
        ),
    ),
)


def marked(text: str, label: str = "casualty") -> Article:
    """An article whose figures stand in [brackets] and whose units stand in {braces}."""
    spans, plain, opened = [], "", 0
    for piece in re.split(r"([\[\]{}])", text):
        if piece in "[{" and piece:
            opened = len(plain)
        elif piece and piece in "]}":
            spans.append(Span(label if piece == "]" else "unit", opened, len(plain)))
        else:
            plain += piece
    return Article.from_text("a", plain).with_spans(spans)


def values(text: str) -> list[tuple[str, str]]:
    article = marked(text)
    found = [casualty_value(article, s) for s in article.spans if s.label == "casualty"]
    return [(value["outcome"], value["victims"]) for value in found]


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("[At least 12 civilians] were killed.", ["killed"]),
        ("A rocket killed [two] and wounded [five].", ["killed", "wounded"]),
        ("The army had [20 dead] and [31 wounded].", ["killed", "wounded"]),
        ("It took [43 prisoners].", ["captured"]),
        ("[Two soldiers] are missing.", ["missing"]),
        ("The group kidnapped [three traders].", ["captured"]),
        ("It suffered [no casualties].", ["casualties"]),
        ("[Nine people] were killed or wounded.", ["casualties"]),
        ("The blast killed [35 people], including [six children].", ["killed", "killed"]),
        ("[25 wounded fighters] were executed.", ["killed"]),
        ("[Three women] and [three children] were shot dead.", ["killed", "killed"]),
        ("[Nine men] from the camp by the river were wounded by mines.", ["wounded"]),
        ("[Five men] laid down their arms.", ["captured"]),
    ],
)
def test_outcomes(text, outcomes):
    assert [outcome for outcome, _ in values(text)] == outcomes


@pytest.mark.parametrize(
    ("text", "victims"),
    [
        ("[Two soldiers] died.", ["military"]),
        ("[Two policemen] died.", ["civilian"]),
        ("[A farmer] died.", ["civilian"]),
        ("[Four soldiers and civilians] died.", ["mixed"]),
        ("[Dozens of Ruritanian dead] lay there.", ["military"]),
        ("The {12th Corps} lost [70 dead].", ["military"]),
        ("[Two officials] and [three] more were shot in the market.", ["civilian", "civilian"]),
        ("Shelling of the bus station killed [nine people], doctors said.", ["civilian"]),
    ],
)
def test_victims(text, victims):
    assert [people for _, people in values(text)] == victims


def test_values_are_written_in_the_order_of_the_inventory_and_links_stay():
    article = marked("[Between 3 and 5 soldiers] were wounded near {5th Corps} lines.")
    first = article.spans[0]
    linked = Span("casualty", first.start, first.end, "c1", {"by": "s1", "low": "9"}, 0.5)
    filled = with_values(article.with_spans([linked, *article.spans[1:]]))
    expected = {"outcome": "wounded", "low": "3", "high": "5", "victims": "military", "by": "s1"}
    assert dict(filled.spans[0].attributes) == expected
    assert list(filled.spans[0].attributes) == [k for k in INVENTORY["casualty"] if k in expected]
    assert (filled.spans[0].id, filled.spans[0].score) == ("c1", 0.5)
    assert filled.spans[1] == article.spans[1]


def test_a_label_that_states_the_outcome_is_believed():
    article = marked("[Nine] were killed.", "wounded")
    filled = with_values(article, figure_labels(FINE))
    assert filled.spans[0].attributes["outcome"] == "wounded"
    assert with_values(article) == article  # no figure in the core schema


def test_labels_come_from_the_schema(core):
    assert figure_labels(core) == {"casualty": ""}
    assert figure_labels(FINE) == {name: name for name in FINE.labels if name != "force"}


def test_the_fine_schema_of_the_configs_names_every_outcome():
    from omegaconf import OmegaConf

    node = OmegaConf.merge(
        OmegaConf.structured(SchemaConfig), OmegaConf.load(ROOT / "configs/schema/fine.yaml")
    )
    schema = Schema.from_dict(OmegaConf.to_container(node))
    assert set(figure_labels(schema)) == set(INVENTORY["casualty"]["outcome"] or ())


@given(st.text(min_size=1), st.data())
def test_any_stretch_of_any_text_has_values(text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8))
    edges = sorted(set(cuts))
    spans = [Span("casualty", a, b) for a, b in itertools.pairwise(edges)]
    for span in with_values(Article.from_text("a", text).with_spans(spans)).spans:
        assert {"outcome", "victims"} <= set(span.attributes)
        for name, value in span.attributes.items():
            assert attribute_fault("casualty", name, value) is None
        low, high = (span.attributes.get(name) for name in ("low", "high"))
        assert low is not None or high is not None
        assert low is None or high is None or int(low) <= int(high)


def test_a_long_list_of_figures_is_read():
    filled = with_values(marked("[1 dead], " * 40))
    assert {s.attributes["outcome"] for s in filled.spans} == {"killed"}
