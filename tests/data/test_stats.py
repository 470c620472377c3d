from __future__ import annotations

from data.loading import load_split
from data.stats import corpus_stats


def test_counts_and_unseen_forms(corpus, core):
    splits = {name: load_split(corpus, name) for name in ("train", "dev", "test")}
    found = corpus_stats(splits, core)
    assert found["splits"]["train"]["articles"] == 2
    assert found["splits"]["train"]["spans"]["location"] == 3
    assert found["splits"]["train"]["genre"] == {"wire": 2}
    assert found["unseen"]["test"]["location"] == 1.0
    assert found["unseen"]["dev"]["cue"] == 0.0
    assert ("said", 2) in found["forms"]["cue"]["most_frequent"]
