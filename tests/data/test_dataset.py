from __future__ import annotations

from pathlib import Path

import pytest

from data.article import Article, Span
from data.dataset import IGNORED, from_row, load_corpus, lost_spans, make_windows, to_dataset
from data.errors import SitrepError
from data.loading import content_hash, load_articles, load_split


def test_articles_survive_the_table(corpus):
    table = load_corpus(corpus)
    assert set(table) == {"train", "dev", "test"}
    for split, rows in table.items():
        assert [from_row(dict(row)) for row in rows] == load_split(corpus, split)


def test_the_table_follows_the_content(corpus):
    assert len(load_corpus(corpus)["train"]) == 2
    first = next(Path(corpus.path, "train").glob("*.xml"))
    first.unlink()
    assert len(load_corpus(corpus)["train"]) == 1


def test_limit_and_seed_choose_training_articles(corpus):
    corpus.limit = 1
    chosen = set()
    for seed in range(8):
        corpus.seed = seed
        chosen.add(load_corpus(corpus)["train"]["id"][0])
    assert chosen == {"train-0", "train-1"}
    assert len(load_corpus(corpus)["test"]) == 1


def test_windows_carry_a_label_for_every_word(corpus, core, small_encoder):
    articles = load_split(corpus, "train")
    windows = make_windows(to_dataset(articles), small_encoder, core)
    labelled = sum(row[0] != IGNORED for w in windows["labels"] for row in w)
    assert labelled == sum(len(small_encoder.encode(a).words) for a in articles)
    begins = sum(row[3] == 1 for w in windows["labels"] for row in w)
    assert begins == sum(s.label == "source" for a in articles for s in a.spans)
    for ids, mask, size in zip(
        windows["input_ids"], windows["attention_mask"], windows["length"], strict=True
    ):
        assert len(ids) == len(mask) == size == sum(mask)


def test_lost_spans_are_named(core, small_encoder):
    article = Article.from_text("a", "Kharkiv fell").with_spans([Span("location", 0, 4)])
    assert list(lost_spans([article], small_encoder, core)) == ["a"]


def test_missing_folders_are_told(corpus, tmp_path):
    corpus.test = "held-out"
    with pytest.raises(SitrepError, match="no 'held-out' folder"):
        load_corpus(corpus)
    with pytest.raises(SitrepError, match="does not exist"):
        load_articles(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SitrepError, match="holds no articles"):
        load_articles(tmp_path / "empty")


def test_two_articles_of_one_id_are_refused(corpus):
    train = Path(corpus.path, "train")
    (train / "copy.xml").write_bytes((train / "train-0.xml").read_bytes())
    with pytest.raises(SitrepError, match="article id 'train-0' also stands in"):
        load_articles(train)


def test_the_hash_is_of_names_and_bytes(corpus):
    before = content_hash(corpus.path)
    path = Path(corpus.path, "dev", "dev-0.xml")
    path.rename(path.with_name("renamed.xml"))
    assert content_hash(corpus.path) != before


def test_layers_that_a_corpus_lacks_carry_no_labels(corpus, core, small_encoder):
    table = to_dataset(load_split(corpus, "train"))
    whole = make_windows(table, small_encoder, core)["labels"]
    some = make_windows(table, small_encoder, core, ["attribution"])["labels"]
    for before, after in zip(whole, some, strict=True):
        assert [row[3] for row in after] == [row[3] for row in before]
        assert {tag for row in after for tag in row[:3]} == {IGNORED}
