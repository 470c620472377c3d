from __future__ import annotations

import json

import numpy as np
import pytest

from data.article import Article
from models.batching import batches
from models.tagger import Tagger
from models.torch_backend import TorchBackend


@pytest.fixture
def tagger(encoder_folder, core, small_encoder) -> Tagger:
    import torch

    from models.base import new_tagger
    from models.config import ModelConfig

    torch.manual_seed(1)
    config = ModelConfig(name="t", kind="folder", path=str(encoder_folder), max_length=24)
    model = new_tagger(config, core)
    with torch.no_grad():  # a random head tags next to nothing; make it talkative
        model.classifier.weight.normal_(std=2.0)
    return Tagger(TorchBackend(model, 0, max_tokens=64), small_encoder, core, chunk=2)


TEXTS = ["Kharkiv fell. " * 9, "", "One soldier died in Goma, he said.\n\nThe end.", "A " * 40]


def test_one_text_gives_one_article_and_many_give_a_list(tagger):
    one = tagger.tag(TEXTS[0])
    assert isinstance(one, Article)
    assert one.spans
    many = tagger.tag(TEXTS)
    assert [a.text for a in many] == TEXTS
    assert [a.id for a in many] == ["0", "1", "2", "3"]
    assert [s.key for s in many[0].spans] == [s.key for s in one.spans]
    assert many[1].spans == ()


def test_batching_does_not_change_the_spans(tagger):
    together = tagger.tag(TEXTS)
    tagger.backend.max_tokens = 1
    tagger.chunk = 1
    apart = tagger.tag(TEXTS)
    for left, right in zip(together, apart, strict=True):
        assert [s.key for s in left.spans] == [s.key for s in right.spans]
        np.testing.assert_allclose(
            [s.score for s in left.spans], [s.score for s in right.spans], atol=1e-4
        )


def test_spans_stay_inside_blocks_and_on_words(tagger):
    article = tagger.tag(TEXTS[2])
    encoded = tagger.encoder.encode(article)
    starts, ends = {i for i, _ in encoded.words}, {j for _, j in encoded.words}
    for span in article.spans:
        assert span.start in starts
        assert span.end in ends
        assert "\n\n" not in article.surface(span)


def test_batches_hold_every_window_once_within_the_budget(small_encoder):
    windows = small_encoder.encode(Article.from_text("a", TEXTS[0] * 3)).windows
    found = list(batches(windows, 60))
    assert sorted(i for batch in found for i in batch) == list(range(len(windows)))
    for batch in found:
        width = max(len(windows[i].input_ids) for i in batch)
        assert width * len(batch) <= 60 or len(batch) == 1


def test_the_window_settings_of_a_run_are_kept(tmp_path):
    from data.errors import SitrepError
    from models.runs import read_json

    (tmp_path / "window.json").write_text(json.dumps([1]))
    with pytest.raises(SitrepError, match="expected a JSON object"):
        read_json(tmp_path / "window.json")


def test_chunks_are_tagged_as_they_are_cut_and_read_one_ahead(tagger):
    articles = [Article.from_text(str(n), text) for n, text in enumerate(TEXTS)]
    reads = []

    def cut():
        for part in (articles[:1], [], articles[1:]):
            reads.append(len(part))
            yield part

    stream = tagger.stream_chunks(cut())
    assert [a.id for a in next(stream)] == ["0"]
    assert reads == [1, 0]
    rest = list(stream)
    assert [[a.id for a in part] for part in rest] == [[], ["1", "2", "3"]]
    assert [s.key for s in rest[1][1].spans] == [s.key for s in tagger.tag(TEXTS[2]).spans]
