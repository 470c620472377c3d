from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.article import Article
from data.errors import SitrepError
from models.calibration import Calibration
from models.decode import decode


def even(core, value):
    return Calibration({layer.name: value for layer in core.layers})


def test_what_is_saved_is_loaded(core, tmp_path):
    stored = Calibration({layer.name: 1.5 for layer in core.layers})
    stored.save(tmp_path / "calibration.json")
    assert Calibration.load(tmp_path / "calibration.json", core) == stored


@pytest.mark.parametrize("value", [0, -1, "1.5", None, float("inf")])
def test_a_faulty_temperature_is_told(core, tmp_path, value):
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"temperatures": {"unit": value}}))
    with pytest.raises(SitrepError, match="must give layer 'unit' a number above 0"):
        Calibration.load(path, core)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), temperature=st.floats(0.2, 5))
def test_temperatures_change_scores_and_never_spans(small_encoder, core, seed, temperature):
    encoded = small_encoder.encode(Article.from_text("a", "Kharkiv fell, he said.\n\nSo it was."))
    chance = np.random.default_rng(seed)
    logits = chance.normal(scale=3, size=(len(encoded.words), len(core.tags))).astype(np.float32)
    raw = decode(logits, encoded, core)
    scaled = decode(logits, encoded, core, even(core, temperature))
    assert [s.key for s in raw] == [s.key for s in scaled]
    assert [s.score for s in decode(logits, encoded, core, even(core, 1.0))] == [
        s.score for s in raw
    ]


def test_a_high_temperature_lowers_the_score_of_a_sure_span(small_encoder, core):
    encoded = small_encoder.encode(Article.from_text("a", "Kyiv"))
    logits = np.zeros((1, len(core.tags)), dtype=np.float32)
    logits[0, 4] = 4  # B-location
    (sure,) = decode(logits, encoded, core)
    (calm,) = decode(logits, encoded, core, even(core, 2.0))
    assert calm.score == pytest.approx(np.exp(2) / (np.exp(2) + 2), abs=1e-4)
    assert calm.score < sure.score
