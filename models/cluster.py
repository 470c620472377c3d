"""`python -m models.cluster`: Parquet tables tagged by Ray Data, for archives of many millions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from data.cli import run
from data.errors import SitrepError
from data.files import atomic_path
from data.loading import article_files
from models.cluster_config import ClusterConfig
from models.cluster_worker import TableTagger
from models.inputs.parquet import check
from models.runs import Run
from models.tagger import Tagger


def tag_tables(config: ClusterConfig) -> int:
    """Tag every row of the tables.

    Output files, sorted by name, follow the input; inside one, Ray may move rows, so `id` says
    which is which. A worker that dies is replaced and its rows are tagged again.

    Returns:
        The number of articles written.

    Raises:
        SitrepError: model, input or Ray are missing, or the output is there already.
    """
    try:
        import ray
        from ray.data import ActorPoolStrategy, DataContext, read_parquet
    except ImportError:
        raise SitrepError("A cluster needs Ray: pip install -e '.[cluster]'") from None
    if min(config.workers, config.threads, config.batch, config.part) < 1:
        raise SitrepError("workers, threads, batch and part must be 1 or more.")
    output = Path(config.output)
    if output.exists() and (output.is_file() or any(output.iterdir())):
        raise SitrepError(f"output={output} is there already; give a new folder.")
    model = Path(config.model) if config.model is not None else Run.newest("outputs").path
    Tagger.load(
        model, precision=config.precision
    )  # so that an unfit folder is told here, in one sentence, not by a worker
    rows = sum(_rows(path) for path in article_files(config.input, (".parquet",)))
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Reading and writing need CPUs beside the workers'; Ray counts them and does not pin them.
    cpus = None if config.address else config.workers * config.threads + 2
    ray.init(config.address, num_cpus=cpus, include_dashboard=False, log_to_driver=False)
    try:
        context = DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = sys.stderr.isatty()
        # One path: Ray resolves several in threads, whose imports fail where aiohttp is absent.
        table = read_parquet(str(Path(config.input).resolve()))
        parts = table.select_columns(["id", "text"]).repartition(
            target_num_rows_per_block=config.part
        )
        tagged = parts.map_batches(
            TableTagger,
            fn_constructor_args=(
                str(model.resolve()), "cuda" if config.gpus else "cpu", config.precision,
                config.threads,
            ),
            batch_format="pyarrow",
            batch_size=config.batch,
            compute=ActorPoolStrategy(size=config.workers),
            num_cpus=config.threads,
            num_gpus=config.gpus,
        )  # fmt: skip
        with atomic_path(output.resolve()) as temporary:
            tagged.write_parquet(str(temporary), compression="zstd")
            count = sum(_rows(path) for path in temporary.glob("*.parquet"))
    finally:
        ray.shutdown()
    skipped = f"; {rows - count:,} rows without id or text skipped" if rows > count else ""
    print(f"{count:,} articles in {output}{skipped}", file=sys.stderr)
    return count


def _rows(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            check(table.schema_arrow, str(path), ("id", "text"))
            return int(table.metadata.num_rows)
    except pa.ArrowException as error:
        raise SitrepError(f"{path}: not a sound Parquet file ({error}); write it anew.") from None


if __name__ == "__main__":
    run("apply/cluster", ClusterConfig, tag_tables)
