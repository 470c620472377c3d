"""`python -m models.export`: a finished run as a bundle for inference."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rich.console import Console

from data.article import Article
from data.cli import run as run_command
from data.config import CorpusConfig
from data.errors import SitrepError
from data.files import atomic_path
from data.loading import load_articles, load_split
from models.bundle import GRAPHS, SUMS, Settings, write_sums
from models.export_config import ExportConfig
from models.gate import Verdict, check_equal, judge, strict_f1
from models.runs import Run
from models.tagger import Tagger

if TYPE_CHECKING:
    from transformers import PreTrainedModel

#: Products that may be kept in fp32 before int8 is given up.
MAX_SPARED = 6

#: Windows on which the harm of quantising each product is measured.
SAMPLE = 16

console = Console(stderr=True)


def export(config: ExportConfig) -> Path:
    """Write a run as a bundle, or for users of plain `transformers`.

    Returns:
        The folder.

    Raises:
        SitrepError: the run is faulty, or its fp32 graph is not equal to it.
    """
    if config.format not in ("onnx", "safetensors"):
        raise SitrepError(f"format={config.format} is not one of onnx, safetensors.")
    run = Run.open(config.run)
    name = "bundle" if config.format == "onnx" else "safetensors"
    output = Path(config.output) if config.output else run.path / name
    if output.exists() and not (output / SUMS).is_file():
        raise SitrepError(f"output={output} is there and is no export; give another folder.")
    with atomic_path(output) as temporary:
        temporary.mkdir()
        if config.format == "onnx":
            _write_bundle(run, config, temporary)
        else:
            _write_safetensors(run, temporary)
        write_sums(temporary)
    return output


def _write_safetensors(run: Run, folder: Path) -> None:
    from models.card import card

    shutil.copytree(run.model, folder, dirs_exist_ok=True)
    for file in (run.schema, run.window, run.metrics, run.config):
        shutil.copy(file, folder)
    facts = {"settings": run.load_window(), "schema": run.load_schema().to_dict()}
    text = card(run, facts, "card_transformers.md.jinja")
    (folder / "README.md").write_text(text, encoding="utf-8")


def _write_bundle(run: Run, config: ExportConfig, folder: Path) -> None:
    from models.card import card
    from models.graph import write_graph
    from models.packing import pack

    reference = Tagger.load(run.path)
    backend: Any = reference.backend
    model: PreTrainedModel = backend.model
    model.set_attn_implementation("eager")  # the only one whose trace the optimiser can fuse
    window = run.load_window()
    graph = folder / GRAPHS["fp32"]
    with console.status("tracing and fusing"):
        write_graph(model, window["shapes"], graph)
    dev = _dev(run)
    ours = _with_graph(reference, graph)
    articles = [*dev, *(a for path in config.check for a in load_articles(path))]
    with console.status(f"comparing logits and spans on {len(articles)} articles"):
        difference = check_equal(ours, reference, articles)
    console.print(f"fp32: equal on {len(articles)} articles, logits within {difference:.1e}")
    chosen = _quantise(ours, graph, folder, dev, config) if config.int8 else Quantised()
    settings = Settings(
        name=run.path.resolve().name,
        pad_id=backend.pad_id,
        precisions=("fp32", "int8") if chosen.published else ("fp32",),
        **window,
    )
    settings.save(folder)
    shutil.copy(run.schema, folder / "schema.json")
    if run.calibration.is_file():
        shutil.copy(run.calibration, folder / "calibration.json")
    shutil.copy(run.model / "tokenizer.json", folder)
    pack(folder)
    facts = {
        "settings": asdict(settings),
        "schema": reference.schema.to_dict(),
        "int8": chosen.published,
        "verdict": chosen.verdict,
        "spared": chosen.spared,
        "products": chosen.products,
        "difference": difference,
        "checked": len(articles),
    }
    (folder / "README.md").write_text(card(run, facts), encoding="utf-8")


def _dev(run: Run) -> list[Article]:
    corpus = CorpusConfig(**run.load_config()["corpus"])
    return load_split(corpus, "dev")


def _with_graph(tagger: Tagger, graph: Path) -> Tagger:
    from models.onnx_backend import OnnxBackend

    pad_id = getattr(tagger.backend, "pad_id", 0)
    return Tagger(OnnxBackend(graph, pad_id), tagger.encoder, tagger.schema)


@dataclass(frozen=True)
class Quantised:
    """What came of quantisation.

    Attributes:
        published: the int8 graph passed and lies in the folder.
        verdict: its scores beside those of fp32; None if it was not tried.
        spared: products that stayed in fp32.
        products: number of products with weights.
    """

    published: bool = False
    verdict: Verdict | None = None
    spared: tuple[str, ...] = ()
    products: int = 0


def _quantise(
    fp32: Tagger, graph: Path, folder: Path, dev: list[Article], config: ExportConfig
) -> Quantised:
    """Quantise everything; while that fails the gate, spare the product that does most harm."""
    from models.quantise import damage, products, quantise

    before = strict_f1(fp32, dev)
    target = folder / GRAPHS["int8"]
    total = len(products(graph))
    harm: list[str] = []
    tried: list[tuple[float, Quantised]] = []
    for count in range(min(MAX_SPARED, total - 1) + 1):
        if count == 1:
            with console.status("measuring which products int8 harms"), TemporaryDirectory() as t:
                windows = [w for article in dev for w in fp32.encoder.encode(article).windows]
                pad_id = getattr(fp32.backend, "pad_id", 0)
                found = damage(graph, Path(t), windows[:SAMPLE], pad_id)
                harm = sorted(found, key=lambda name: -found[name])
        spared = tuple(harm[:count])
        quantise(graph, target, spared)
        with console.status(f"int8 on dev, {count} products spared"):
            after = strict_f1(_with_graph(fp32, target), dev)
        verdict = judge(before, after, config.max_loss, config.max_label_loss)
        result = Quantised(not verdict.faults, verdict, spared, total)
        loss = before["micro"] - after["micro"]
        if result.published:
            console.print(f"int8: dev micro F1 falls by {loss:.2f} points, {count} products spared")
            return result
        tried.append((loss, result))
    target.unlink()
    best = min(tried, key=lambda pair: pair[0])[1]
    assert best.verdict is not None
    console.print(
        f"int8 is not published: {'; '.join(best.verdict.faults)},"
        f" with {len(best.spared)} products kept in fp32."
    )
    return best


def main(config: ExportConfig) -> None:
    """Export and say where the folder lies."""
    console.print(f"{config.format} {export(config)}", soft_wrap=True)


if __name__ == "__main__":
    run_command("apply/export", ExportConfig, main)
