from __future__ import annotations

import pytest
import torch
from transformers import AutoConfig, AutoModelForTokenClassification

from data.errors import SitrepError
from train.config import DistilConfig
from train.student import make_student

LAYER = "bert.encoder.layer"


def inputs() -> dict[str, torch.Tensor]:
    ids = torch.randint(1000, 2000, (2, 12), generator=torch.Generator().manual_seed(0))
    return {"input_ids": ids, "token_type_ids": ids % 4}


def test_a_student_has_the_named_layers_with_the_teachers_weights(teacher):
    student = make_student(teacher, DistilConfig(layers=[1]))
    mine, theirs = student.state_dict(), teacher.state_dict()
    assert student.config.num_hidden_layers == 1
    assert not any(name.startswith(f"{LAYER}.1.") for name in mine)
    for name, weight in mine.items():
        assert torch.equal(weight, theirs[name.replace(f"{LAYER}.0.", f"{LAYER}.1.")]), name
        assert weight.data_ptr() != theirs[name].data_ptr()


def test_a_student_of_all_layers_is_its_teacher(teacher):
    student = make_student(teacher, DistilConfig(layers=[0, 1])).eval()
    with torch.no_grad():
        assert torch.equal(student(**inputs()).logits, teacher(**inputs()).logits)


def test_by_default_every_second_layer_up_to_the_top_is_kept(teacher, core):
    settings = AutoConfig.from_pretrained(teacher.name_or_path, num_hidden_layers=5)
    deep = AutoModelForTokenClassification.from_config(settings)
    student = make_student(deep, DistilConfig())
    assert student.config.num_hidden_layers == 3
    for new, old in enumerate((0, 2, 4)):
        bias = "attention.self.query.weight"
        assert torch.equal(
            student.state_dict()[f"{LAYER}.{new}.{bias}"],
            deep.state_dict()[f"{LAYER}.{old}.{bias}"],
        )


def test_narrowing_keeps_the_strongest_neurons(teacher):
    with torch.no_grad():
        for layer in teacher.bert.encoder.layer:
            layer.intermediate.dense.weight[7::8] = 0.0  # eight that do nothing
            layer.intermediate.dense.bias[7::8] = 0.0
    student = make_student(teacher, DistilConfig(layers=[0, 1], intermediate=56)).eval()
    assert student.config.intermediate_size == 56
    with torch.no_grad():
        assert torch.allclose(student(**inputs()).logits, teacher(**inputs()).logits, atol=1e-5)
        smaller = make_student(teacher, DistilConfig(layers=[0, 1], intermediate=8)).eval()
        assert not torch.allclose(smaller(**inputs()).logits, teacher(**inputs()).logits, atol=1e-5)


def test_a_student_is_saved_and_read_like_any_model(teacher, tmp_path):
    student = make_student(teacher, DistilConfig(layers=[1], intermediate=16)).eval()
    student.save_pretrained(tmp_path / "model")
    again = AutoModelForTokenClassification.from_pretrained(tmp_path / "model").eval()
    assert again.config.id2label == teacher.config.id2label
    with torch.no_grad():
        assert torch.equal(again(**inputs()).logits, student(**inputs()).logits)


@pytest.mark.parametrize("layers", [[2], [-1], [1, 0], [1, 1]])
def test_layers_that_are_not_there_are_told(teacher, layers):
    with pytest.raises(SitrepError, match="not layers of the teacher; give some of 0 to 1"):
        make_student(teacher, DistilConfig(layers=layers))


@pytest.mark.parametrize("width", [0, 65])
def test_a_width_that_is_not_there_is_told(teacher, width):
    with pytest.raises(SitrepError, match=f"distil.intermediate={width} is not in 1 to 64"):
        make_student(teacher, DistilConfig(intermediate=width))


@pytest.mark.parametrize("kind", ["distilbert", "roberta", "modernbert"])
def test_other_architectures_are_cut_or_refused(kind, core):
    small = {
        "distilbert": {"dim": 32, "n_layers": 4, "n_heads": 2, "hidden_dim": 64},
        "roberta": {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2,
                    "intermediate_size": 64},
        "modernbert": {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2,
                       "intermediate_size": 64},
    }  # fmt: skip
    settings = AutoConfig.for_model(kind, vocab_size=100, num_labels=3, **small[kind])
    settings.pad_token_id = 0
    model = AutoModelForTokenClassification.from_config(settings)
    if kind == "modernbert":  # its lowest layer is of another build
        with pytest.raises(SitrepError, match="cannot be cut to layers"):
            make_student(model, DistilConfig(layers=[1, 3]))
    else:
        student = make_student(model, DistilConfig(layers=[1, 3]))
        assert student.config.num_hidden_layers == 2
