"""`python -m models.tag`: articles in, articles with spans out."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from data.article import Article
from data.cli import run
from data.errors import SitrepError
from data.prediction import dump_prediction
from models.inputs.archive import Archive, Position
from models.inputs.chunks import Chunk, chunks
from models.outputs import Output, check_free, output_of
from models.outputs.losses import Losses
from models.partial import Counts, Partial, partial_folder
from models.runs import Run
from models.tag_config import TagConfig
from models.tag_progress import tag_progress
from models.tagger import Tagger


def tag(config: TagConfig) -> Counts:
    """Tag all input; the last line on stderr says how much, and how much was skipped.

    Returns:
        What is in the output, the part made before a run was killed included.

    Raises:
        SitrepError: model or input is missing; with `strict`, a file or row is faulty.
    """
    if config.chunk < 1:
        raise SitrepError(f"chunk={config.chunk} holds no article; give 1 or more.")
    if config.resume and "-" in (config.input, config.output):
        raise SitrepError("resume=true needs an input and an output that are files or folders.")
    if config.output == "-":
        if config.format not in (None, "jsonl"):
            raise SitrepError(f"format={config.format} needs output=; only jsonl goes to stdout.")
        counts, place = _to_stdout(config), ""
    else:
        output, place = Path(config.output), f" in {config.output}"
        begun = config.resume and partial_folder(output).exists()
        if config.resume and output.exists() and not begun:
            print(f"{output} is finished; without resume=true it is made anew", file=sys.stderr)
            return Counts()
        format = output_of(output, config.format)
        if not begun:
            check_free(output, format)
        counts = _to_file(config, output, format)
    skipped = f"; {counts.skipped:,} faulty files or rows skipped" if counts.skipped else ""
    print(
        f"{counts.articles:,} articles, {counts.words:,} words,"
        f" {counts.spans:,} spans{place}{skipped}",
        file=sys.stderr,
    )
    return counts


def _to_stdout(config: TagConfig) -> Counts:
    archive = Archive(config.input, config.input_format)
    _, tagger = _load(config)
    counts = Counts()
    for chunk, articles in _tagged(config, archive, Position(), tagger):
        for article in articles:
            sys.stdout.write(dump_prediction(article) + "\n")
        sys.stdout.flush()
        counts = counts.plus(articles, len(chunk.faults))
    return counts


def _to_file(config: TagConfig, output: Path, format: Output) -> Counts:
    archive = Archive(config.input, config.input_format, (output, partial_folder(output)))
    model, tagger = _load(config)
    settings = {
        "model": str(model.resolve()), "input": config.input, "input_format": config.input_format,
        "chunk": config.chunk, "device": config.device, "precision": config.precision,
    }  # fmt: skip
    losses = Losses()
    with Partial(output, settings, config.resume) as partial:
        for chunk, articles in _tagged(config, archive, partial.position, tagger):
            partial.append(articles, chunk.position, len(chunk.faults))
        labels = tagger.schema.label_rules
        partial.finish(lambda path, articles: format.write(path, articles, losses.tell, labels))
    if losses.count:
        print(losses.summary(format.name), file=sys.stderr)
    return partial.counts


def _load(config: TagConfig) -> tuple[Path, Tagger]:
    folder = Path(config.model) if config.model is not None else Run.newest("outputs").path
    return folder, Tagger.load(folder, config.device, config.precision, config.threads)


def _tagged(
    config: TagConfig, archive: Archive, start: Position, tagger: Tagger
) -> Iterator[tuple[Chunk, list[Article]]]:
    read: deque[Chunk] = deque()
    faulty: list[str] = []
    with tag_progress(archive.size) as progress:

        def articles_of() -> Iterator[list[Article]]:
            for chunk in chunks(archive, start, config.chunk):
                if chunk.faults and config.strict:
                    faulty.append(chunk.faults[0])
                    return  # what was read before it is tagged to the end
                for fault in chunk.faults:
                    progress.tell(f"skipped: {fault}")
                read.append(chunk)
                yield chunk.articles

        for articles in tagger.stream_chunks(articles_of()):
            chunk = read.popleft()
            yield chunk, articles
            progress.advance(chunk.done, articles)
    if faulty:
        raise SitrepError(faulty[0])


if __name__ == "__main__":
    run("apply/tag", TagConfig, tag)
