from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.article import Article
from data.encode import WindowEncoder
from data.errors import SitrepError
from eval.bench.articles import take
from eval.bench.config import BenchConfig
from eval.bench.contenders import CONTENDERS
from eval.bench.peaks import word_cost
from eval.bench.run import Worker, bench, table


def test_word_cost_by_hand(tokenizer):
    """Two words in a window of four tokens, [CLS] and [SEP] counted."""
    encoder = WindowEncoder(tokenizer, max_length=24, context=4)
    article = Article.from_text("a", "Goma fell")
    settings = SimpleNamespace(num_hidden_layers=3, hidden_size=8, intermediate_size=32)
    tokens = len(encoder.encode(article).windows[0].input_ids)
    projections = 4 * 8 * 8  # query, key, value, output
    feed_forward = 2 * 8 * 32
    attention = 2 * tokens * 8  # scores and their sum over values, for each token
    wanted = 3 * tokens * 2 * (projections + feed_forward + attention) / 2 / 1e6
    assert word_cost(encoder, settings, [article]) == pytest.approx(wanted)
    assert word_cost(encoder, settings, [article] * 3) == pytest.approx(wanted)
    assert word_cost(encoder, settings, [Article.from_text("a", "")]) == 0


def test_words_are_taken_in_whole_articles(corpus):
    assert len(take(f"{corpus.path}/train", 1)) == 1
    both = take(f"{corpus.path}/train", 10_000)
    assert len(both) == 2
    assert not any(article.spans for article in both)
    with pytest.raises(SitrepError, match="nowhere"):
        take("nowhere", 1)


def row(*rates: float, **further: float) -> dict[str, object]:
    return {"words_per_second": list(rates), "start": 1.25, "peak_mib": 1234.4, **further}


def test_the_table_holds_medians_and_ratios():
    result = {
        "articles": 2, "words": 1234, "peaks": {"fp32": 100.4, "int8": 300.0},
        "contenders": {
            "pipeline-1": row(100, 120, 80), "pipeline-8": row(200, 210, 190),
            "spacy": row(400), "fp32": row(900, 1000, 1100, share_of_peak=0.255),
        },
    }  # fmt: skip
    lines = table(result).splitlines()
    assert lines[2].split(" | ")[1:4] == ["100 (80 to 120)", "0.50", "0.25"]
    assert lines[-4] == (
        f"| {CONTENDERS['fp32'][0]} | 1,000 (900 to 1,100) | 5.00 | 2.50 | 1.2 | 1,234 |"
        " 26 % of fp32 |"
    )
    assert len({line.count("|") for line in lines[:6]}) == 1
    assert lines[-2] == "2 articles, 1,234 words."
    assert lines[-1].endswith("GFLOP/s: fp32 100, int8 300.")
    alone = table(result | {"contenders": {"fp32": row(10)}}).splitlines()[2]
    assert alone.split(" | ")[2:4] == ["", ""]


def test_an_unknown_contender_and_no_rounds(trained_run, tiny_bundle):
    usual = {"run": str(trained_run), "bundle": str(tiny_bundle)}
    with pytest.raises(SitrepError, match="only=flair is not one of pipeline-1, "):
        bench(BenchConfig(**usual, only=["run", "flair"]))
    with pytest.raises(SitrepError, match="rounds=0 times nothing; give 1 or more"):
        bench(BenchConfig(**usual, rounds=0))


@pytest.mark.slow
def test_a_contender_that_fails_is_one_sentence(trained_run, corpus, tmp_path):
    paths = {"run": str(trained_run), "bundle": str(tmp_path), "fast": "", "threads": "1"}
    with pytest.raises(SitrepError) as caught:
        Worker("fast", paths, BenchConfig(articles=f"{corpus.path}/train", words=10))
    told = str(caught.value)
    assert told.startswith("fast could not be timed: ")
    assert "fast needs fast=BUNDLE" in told
    assert "\n" not in told


@pytest.mark.slow
def test_a_tiny_bench(trained_run, tiny_bundle, corpus, tmp_path, capsys):
    config = BenchConfig(
        run=str(trained_run), bundle=str(tiny_bundle), articles=f"{corpus.path}/train", words=20,
        rounds=1, only=["run", "fp32"], threads=1, output=str(tmp_path / "bench"),
    )  # fmt: skip
    result = bench(config)
    assert json.loads(Path(f"{config.output}.json").read_text()) == result
    assert Path(f"{config.output}.md").read_text() == table(result)
    assert table(result) in capsys.readouterr().out
    assert list(result["contenders"]) == ["run", "fp32"]
    for timed in result["contenders"].values():
        assert len(timed["words_per_second"]) == 1
        assert timed["words_per_second"][0] > 0
        assert timed["start"] > 0
        assert timed["peak_mib"] > 10
        assert 0 < timed["share_of_peak"] < 1
    assert set(result["peaks"]) == {"fp32", "bf16", "int8"}
