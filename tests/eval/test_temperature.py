from __future__ import annotations

import numpy as np
import pytest

from eval.temperature import fit, likelihood_loss
from models.decode import log_softmax


def drawn(core, count=4000, sharpened=2.5):
    """Tags drawn from a model's probabilities, and its logits made too sure of themselves."""
    chance = np.random.default_rng(0)
    honest = chance.normal(scale=2, size=(count, len(core.tags))).astype(np.float32)
    tags = np.zeros((count, len(core.layers)), dtype=np.int8)
    for column, part in enumerate(core.slices):
        noise = chance.gumbel(size=(count, part.stop - part.start))
        tags[:, column] = (log_softmax(honest[:, part]) + noise).argmax(axis=1)
    return honest * sharpened, tags


def test_the_temperature_that_spoilt_the_logits_is_found(core):
    logits, tags = drawn(core)
    found = fit([(logits[:1000], tags[:1000]), (logits[1000:], tags[1000:])], core)
    assert set(found.temperatures) == {layer.name for layer in core.layers}
    for value in found.temperatures.values():
        assert value == pytest.approx(2.5, rel=0.1)


def test_no_other_temperature_has_a_smaller_loss(core):
    logits, tags = drawn(core, count=500)
    value = fit([(logits, tags)], core).temperatures["unit"]
    rows, gold = logits[:, core.slices[0]].astype(float), tags[:, 0].astype(int)
    best = likelihood_loss(rows, gold, value)
    for other in np.linspace(0.5, 6, 50):
        assert best <= likelihood_loss(rows, gold, other) + 1e-6


def test_without_words_nothing_is_changed(core):
    assert set(fit([], core).temperatures.values()) == {1.0}
