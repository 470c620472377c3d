from __future__ import annotations

import math

import pytest
import torch

from data.dataset import IGNORED
from train.config import TrainerConfig
from train.loss import LayeredLoss, parameter_groups


def settings(**changes) -> TrainerConfig:
    return TrainerConfig(epochs=1, batch_size=1, learning_rate=1e-3, **changes)


def labels(core, rows):
    return torch.tensor([rows])


def test_even_logits_cost_the_logarithm_of_each_layers_width(core):
    logits = torch.zeros(1, 3, len(core.tags))
    target = labels(core, [[0, 1, 2, 3], [IGNORED] * 4, [0, 0, 0, 0]])
    loss = LayeredLoss(core, settings())({"logits": logits}, target)
    assert loss.item() == pytest.approx(3 * math.log(3) + math.log(5))


def test_unscored_tokens_have_no_say(core):
    torch.manual_seed(0)
    logits = torch.randn(1, 3, len(core.tags))
    target = labels(core, [[0, 1, 0, 4], [IGNORED] * 4, [1, 0, 0, 0]])
    loss = LayeredLoss(core, settings())
    before = loss({"logits": logits}, target)
    logits[0, 1] += 100
    assert torch.equal(before, loss({"logits": logits}, target))


def test_accumulated_steps_share_one_mean(core):
    torch.manual_seed(0)
    loss = LayeredLoss(core, settings())
    parts = [
        (torch.randn(1, n, len(core.tags)), torch.zeros(1, n, 4, dtype=torch.long)) for n in (2, 5)
    ]
    whole = torch.cat([p[0] for p in parts], dim=1), torch.cat([p[1] for p in parts], dim=1)
    items = whole[1].numel()  # what Trainer counts: words times layers
    apart = sum(loss({"logits": x}, y, items) for x, y in parts)
    assert apart.item() == pytest.approx(loss({"logits": whole[0]}, whole[1]).item(), rel=1e-5)


def test_focal_loss_and_weights_change_what_counts(core):
    logits = torch.zeros(1, 1, len(core.tags))
    logits[..., 0] = 4.0  # sure of O in the first layer
    outside = labels(core, [[0, 0, 0, 0]])
    plain = LayeredLoss(core, settings())({"logits": logits}, outside)
    focal = LayeredLoss(core, settings(loss="focal"))({"logits": logits}, outside)
    assert focal < plain
    inside = labels(core, [[1, 0, 0, 0]])
    heavy = LayeredLoss(core, settings(inside_weight=3.0))({"logits": logits}, inside)
    assert heavy > LayeredLoss(core, settings())({"logits": logits}, inside)


def test_rates_fall_layer_by_layer(encoder_folder, core):
    from models.base import new_tagger
    from models.config import ModelConfig

    model = new_tagger(
        ModelConfig(name="t", kind="folder", path=str(encoder_folder), max_length=32), core
    )
    groups = parameter_groups(model, settings(layer_decay=0.5, head_rate=4.0))
    rate = {id(p): g["lr"] for g in groups for p in g["params"]}
    named = dict(model.named_parameters())
    assert len(rate) == len(named)
    top = "bert.encoder.layer.1.output.dense.weight"
    assert rate[id(named["classifier.weight"])] == pytest.approx(4e-3)
    assert rate[id(named[top])] == pytest.approx(1e-3)
    assert rate[id(named[top.replace(".1.", ".0.")])] == pytest.approx(5e-4)
    assert rate[id(named["bert.embeddings.word_embeddings.weight"])] == pytest.approx(2.5e-4)
    decay = {id(p): g["weight_decay"] for g in groups for p in g["params"]}
    assert decay[id(named["classifier.bias"])] == 0.0
    assert decay[id(named["classifier.weight"])] == 0.01


def test_masking_hides_tokens_only_while_training(tokenizer_and_model):
    from train.trainer import LayeredTrainer

    tokenizer, model = tokenizer_and_model
    trainer = object.__new__(LayeredTrainer)
    trainer.settings = settings(token_mask=0.5)
    trainer.processing_class = tokenizer
    torch.manual_seed(0)
    ids = torch.tensor([[101, *range(2000, 2200), 102, 0]])
    hidden = trainer._masked(ids)
    assert hidden[0, 0] == 101
    assert hidden[0, -2:].tolist() == [102, 0]
    share = (hidden == tokenizer.mask_token_id).float().mean().item()
    assert 0.4 < share < 0.6
    seen = []
    trainer.label_smoother = None
    original = LayeredTrainer.__mro__[1].compute_loss
    try:
        LayeredTrainer.__mro__[1].compute_loss = lambda self, m, inputs: seen.append(inputs)
        for mode in (True, False):
            trainer.compute_loss(model.train(mode), {"input_ids": ids})
    finally:
        LayeredTrainer.__mro__[1].compute_loss = original
    assert not torch.equal(seen[0]["input_ids"], ids)
    assert torch.equal(seen[1]["input_ids"], ids)


@pytest.fixture
def tokenizer_and_model(encoder_folder, core):
    from models.base import load_tokenizer, new_tagger
    from models.config import ModelConfig

    config = ModelConfig(name="t", kind="folder", path=str(encoder_folder), max_length=32)
    return load_tokenizer(str(encoder_folder)), new_tagger(config, core)


@pytest.mark.parametrize("change", [{}, {"loss": "focal"}, {"label_smoothing": 0.1}])
def test_layers_without_labels_have_no_say(core, change):
    torch.manual_seed(0)
    logits = torch.randn(1, 2, len(core.tags), requires_grad=True)
    target = labels(core, [[IGNORED, IGNORED, IGNORED, 3], [IGNORED, IGNORED, IGNORED, 0]])
    loss = LayeredLoss(core, settings(**change))
    value = loss({"logits": logits}, target)
    value.backward()
    masked, attribution = core.slices[:3], core.slices[3]
    assert all(not logits.grad[..., columns].any() for columns in masked)
    assert logits.grad[..., attribution].any()
    # `Trainer` counts the labels that are not ignored: one a word here.
    assert loss({"logits": logits}, target, 2).item() == pytest.approx(value.item())
