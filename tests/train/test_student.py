from __future__ import annotations

import pytest
import torch
from transformers import AutoConfig, AutoModelForTokenClassification

from data.encode import Window
from data.errors import SitrepError
from train.config import DistilConfig
from train.student import make_student

LAYER = "bert.encoder.layer"


def inputs() -> dict[str, torch.Tensor]:
    ids = torch.randint(1000, 2000, (2, 12), generator=torch.Generator().manual_seed(0))
    return {"input_ids": ids, "token_type_ids": ids % 4}


def windows() -> list[Window]:
    """The same tokens as windows, and a short one."""
    ids, shapes = (inputs()[name].tolist() for name in ("input_ids", "token_type_ids"))
    rows = zip(ids, shapes, (12, 5), strict=True)
    return [Window(tuple(row[:n]), (), 0, tuple(shape[:n])) for row, shape, n in rows]


def test_a_student_has_the_named_layers_with_the_teachers_weights(teacher):
    student = make_student(teacher, DistilConfig(layers=[1]), [])
    mine, theirs = student.state_dict(), teacher.state_dict()
    assert student.config.num_hidden_layers == 1
    assert not any(name.startswith(f"{LAYER}.1.") for name in mine)
    for name, weight in mine.items():
        assert torch.equal(weight, theirs[name.replace(f"{LAYER}.0.", f"{LAYER}.1.")]), name
        assert weight.data_ptr() != theirs[name].data_ptr()


def test_a_student_of_all_layers_is_its_teacher(teacher):
    student = make_student(teacher, DistilConfig(), []).eval()
    with torch.no_grad():
        assert torch.equal(student(**inputs()).logits, teacher(**inputs()).logits)


def test_neurons_that_never_change_go_first_and_leave_their_mean(teacher):
    with torch.no_grad():
        for layer in teacher.bert.encoder.layer:
            layer.intermediate.dense.weight[7::8] = 0.0
            layer.intermediate.dense.bias[7::8] = 2.0  # eight that always say the same
    student = make_student(teacher, DistilConfig(layers=[0, 1], intermediate=56), windows()).eval()
    assert student.config.intermediate_size == 56
    with torch.no_grad():
        wanted = teacher(**inputs()).logits
        assert torch.allclose(student(**inputs()).logits, wanted, atol=1e-3)
        config = DistilConfig(layers=[0, 1], intermediate=48)
        smaller = make_student(teacher, config, windows()).eval()
        assert not torch.allclose(smaller(**inputs()).logits, wanted, atol=1e-3)


def test_a_student_is_saved_and_read_like_any_model(teacher, tmp_path):
    student = make_student(teacher, DistilConfig(layers=[1], intermediate=16), windows()).eval()
    student.save_pretrained(tmp_path / "model")
    again = AutoModelForTokenClassification.from_pretrained(tmp_path / "model").eval()
    assert again.config.id2label == teacher.config.id2label
    with torch.no_grad():
        assert torch.equal(again(**inputs()).logits, student(**inputs()).logits)


@pytest.mark.parametrize("layers", [[2], [-1], [1, 0], [1, 1]])
def test_layers_that_are_not_there_are_told(teacher, layers):
    with pytest.raises(SitrepError, match="not layers of the teacher; give some of 0 to 1"):
        make_student(teacher, DistilConfig(layers=layers), [])


@pytest.mark.parametrize("width", [0, 65])
def test_a_width_that_is_not_there_is_told(teacher, width):
    with pytest.raises(SitrepError, match=f"distil.intermediate={width} is not in 1 to 64"):
        make_student(teacher, DistilConfig(intermediate=width), [])


SMALL = {
    "distilbert": {"dim": 32, "n_layers": 4, "n_heads": 2, "hidden_dim": 64},
    "roberta": {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2,
                "intermediate_size": 64},
    "modernbert": {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2,
                   "intermediate_size": 64},
}  # fmt: skip


def model_of(kind: str):
    settings = AutoConfig.for_model(kind, vocab_size=2000, num_labels=3, **SMALL[kind])
    settings.pad_token_id = 0
    return AutoModelForTokenClassification.from_config(settings)


@pytest.mark.parametrize("kind", ["distilbert", "roberta"])
def test_other_architectures_are_cut_too(kind):
    plain = [Window(window.input_ids, (), 0) for window in windows()]
    config = DistilConfig(layers=[1, 3], intermediate=16)
    student = make_student(model_of(kind), config, plain)
    assert student.config.num_hidden_layers == 2
    assert any(tuple(weight.shape) == (16, 32) for weight in student.parameters())


@pytest.mark.parametrize("change", [{"layers": [1, 3]}, {"layers": [0, 1], "intermediate": 16}])
def test_an_architecture_that_cannot_be_cut_is_told(change):
    """The lowest layer of ModernBERT is of another build, and its feed-forward layers are gated."""
    plain = [Window(window.input_ids, (), 0) for window in windows()]
    with pytest.raises(SitrepError, match="A modernbert cannot be cut to layers"):
        make_student(model_of("modernbert"), DistilConfig(**change), plain)
