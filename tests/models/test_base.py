from __future__ import annotations

import pytest

from data.errors import SitrepError
from models.base import load_tokenizer, locate, new_tagger
from models.config import ModelConfig


def config(folder, **changes) -> ModelConfig:
    return ModelConfig(name="t", kind="folder", path=str(folder), **changes)


def test_the_default_encoder_is_the_published_one():
    from omegaconf import OmegaConf

    from data.paths import ROOT

    settings = OmegaConf.load(ROOT / "configs" / "model" / "minilm.yaml")
    default = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(ModelConfig), settings))
    assert default.sha256.startswith("53aa51172d14")
    assert default.sha256.endswith("fab128d9db")
    assert locate(default)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "somewhere"}, "must be package, parts, hub or folder"),
        (
            {"kind": "package", "path": "no_such/model", "install": "no-such==1"},
            "pip install no-such",
        ),
        (
            {"kind": "parts", "parts": ["no-such-part"], "install": "x"},
            "no-such-part is not installed",
        ),
        ({"sha256": "0" * 64}, "has sha256"),
    ],
)
def test_what_cannot_be_had_is_told(changes, message, encoder_folder):
    wanted = config(encoder_folder)
    for name, value in changes.items():
        setattr(wanted, name, value)
    with pytest.raises(SitrepError, match=message):
        locate(wanted)


def test_a_window_longer_than_the_encoder_is_refused(encoder_folder, core):
    with pytest.raises(SitrepError, match=r"max_length=4096 is over the encoder's 128"):
        new_tagger(config(encoder_folder, max_length=4096), core)


def test_the_head_has_a_logit_for_every_tag(encoder_folder, core):
    model = new_tagger(config(encoder_folder, max_length=64, attention_dropout=0.3), core)
    assert model.config.num_labels == len(core.tags) == 14
    assert model.config.id2label[13] == "attribution:I-cue"
    assert model.config.attention_probs_dropout_prob == 0.3


def test_a_folder_without_a_tokenizer_is_told(tmp_path):
    with pytest.raises(SitrepError, match="Cannot load a tokenizer"):
        load_tokenizer(str(tmp_path))


def test_word_shapes_start_without_effect(encoder_folder, core):
    import torch

    plain = new_tagger(config(encoder_folder, max_length=64), core).eval()
    shaped = new_tagger(config(encoder_folder, max_length=64, shapes=True), core).eval()
    ids = torch.tensor([[101, 2000, 2001, 102]])
    types = torch.tensor([[0, 2, 3, 0]])
    with torch.no_grad():
        one = plain.base_model(input_ids=ids).last_hidden_state
        two = shaped.base_model(input_ids=ids, token_type_ids=types).last_hidden_state
    torch.testing.assert_close(one, two)
    assert shaped.config.type_vocab_size == 4
