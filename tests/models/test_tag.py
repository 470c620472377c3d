from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from data.errors import SitrepError
from data.paths import ROOT
from models import tag as command
from models.partial import partial_folder
from models.tag_config import TagConfig

SENTENCE = "Kharkiv fell as two soldiers died near Goma , he said . U.S. 🇺🇦 “troops”"
PIECES = SENTENCE.split(" ")


@pytest.fixture
def rows(tmp_path) -> Path:
    """Forty rows of several lengths, every tenth of them faulty."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines = []
    for n in range(40):
        text = " ".join(PIECES[(n * 7 + i) % len(PIECES)] for i in range(n % 13 * 5))
        lines.append("{" if n % 10 == 9 else json.dumps({"id": f"r{n}", "text": text}))
    (folder / "a.jsonl").write_text("\n".join(lines[:25]) + "\n")
    (folder / "b.jsonl").write_text("\n".join(lines[25:]) + "\n")
    (folder / "c.txt").write_text("The end came in Goma.\r\n\r\nHe said so.\r\n")
    return folder


@pytest.fixture
def config(rows, tiny_run, tmp_path, monkeypatch, tiny_tagger) -> TagConfig:
    monkeypatch.setattr(command.Tagger, "load", lambda *_: tiny_tagger)
    output = str(tmp_path / "out.jsonl")
    return TagConfig(model=str(tiny_run), input=str(rows), output=output, chunk=3)


class Killed(BaseException):
    pass


@contextmanager
def killed_after(monkeypatch, chunks: int):
    """Have a run die when it tags the chunk after that many."""
    usual = command.Tagger.stream_chunks

    def dying(tagger, articles):
        yield from islice(usual(tagger, articles), chunks)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(command.Tagger, "stream_chunks", dying)
        with pytest.raises(Killed):
            yield


def test_order_ids_and_texts_are_kept_and_faults_counted(config, rows, capsys):
    counts = command.tag(config)
    found = [json.loads(line) for line in Path(config.output).read_text().splitlines()]
    assert [row["id"] for row in found] == [f"r{n}" for n in range(40) if n % 10 != 9] + ["c"]
    assert found[-1]["text"] == "The end came in Goma.\r\n\r\nHe said so.\r\n"
    for row in found:
        for span in row["spans"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
    assert counts.spans == sum(len(row["spans"]) for row in found) > 0
    assert (counts.articles, counts.skipped) == (37, 4)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"skipped: {rows}/a.jsonl:10, column 2: not JSON")
    assert lines[-1].startswith("37 articles, ")
    assert lines[-1].endswith("out.jsonl; 4 faulty files or rows skipped")
    assert not partial_folder(Path(config.output)).exists()


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.csv", "out.html", "brat"])
@pytest.mark.parametrize("stops", [[0], [1, 0, 5], [13]])
def test_a_killed_run_goes_on_to_the_same_bytes(config, name, stops, tmp_path, monkeypatch):
    config = replace(config, format="brat" if name == "brat" else None)
    whole = tmp_path / "whole" / name
    expected = command.tag(replace(config, output=str(whole)))
    output = tmp_path / name
    for stop in stops:
        with killed_after(monkeypatch, stop):
            command.tag(replace(config, output=str(output), resume=True))
        assert not output.exists()
        for file in partial_folder(output).iterdir():  # a write that was cut short
            with file.open("ab") as stream:
                stream.write(b'{"half')
    assert command.tag(replace(config, output=str(output), resume=True)) == expected
    if whole.is_dir():
        left, right = ({p.name: p.read_bytes() for p in f.iterdir()} for f in (whole, output))
        assert left == right
    else:
        assert output.read_bytes() == whole.read_bytes()
    assert not partial_folder(output).exists()


def test_a_run_whose_articles_are_gone_begins_again(config, monkeypatch):
    expected = command.tag(config)
    with killed_after(monkeypatch, 3):
        command.tag(replace(config, resume=False, output=config.output + "2.jsonl"))
    config = replace(config, output=config.output + "2.jsonl", resume=True)
    os.truncate(partial_folder(Path(config.output)) / "articles.jsonl", 0)
    assert command.tag(config) == expected


def test_a_run_killed_while_joining_goes_on(config, monkeypatch):
    from models import partial

    def dying(path, ignore_errors=False):
        if not ignore_errors:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(partial.shutil, "rmtree", dying)
        with pytest.raises(Killed):
            command.tag(config)
    output = Path(config.output)
    before = output.read_bytes()
    assert partial_folder(output).exists()
    command.tag(replace(config, resume=True))
    assert output.read_bytes() == before
    assert not partial_folder(output).exists()


def test_an_unfinished_run_is_neither_replaced_nor_mixed(config, monkeypatch, capsys):
    with killed_after(monkeypatch, 2):
        command.tag(config)
    with pytest.raises(SitrepError, match="holds an unfinished run; go on with resume=true"):
        command.tag(config)
    with pytest.raises(SitrepError, match="was begun with chunk=3, not chunk=4"):
        command.tag(replace(config, resume=True, chunk=4))
    command.tag(replace(config, resume=True))
    before = Path(config.output).stat().st_mtime_ns
    command.tag(replace(config, resume=True))
    assert "is finished; without resume=true it is made anew" in capsys.readouterr().err
    assert Path(config.output).stat().st_mtime_ns == before


def test_two_processes_do_not_write_one_output(config):
    from models.partial import Partial

    with (
        Partial(Path(config.output), {}, False),
        pytest.raises(SitrepError, match="in use by another process"),
    ):
        Partial(Path(config.output), {}, True)


def test_strict_stops_at_the_first_fault_and_leaves_no_output(config):
    Path(config.output).write_text("before")
    with pytest.raises(SitrepError, match=r"a\.jsonl:10, column 2: not JSON"):
        command.tag(replace(config, strict=True))
    assert Path(config.output).read_text() == "before"


def test_strict_tags_what_was_read_before_the_fault(config, capsys):
    with pytest.raises(SitrepError, match=r"a\.jsonl:10, column 2"):
        command.tag(replace(config, output="-", strict=True))
    found = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    assert found == [f"r{n}" for n in range(9)]


def test_the_output_may_lie_among_the_input(config, rows):
    config = replace(config, output=str(rows / "spans.jsonl"))
    first = command.tag(config)
    assert command.tag(config) == first


def test_standard_output_is_json_lines(config, capsys):
    command.tag(config)
    file = Path(config.output).read_text()
    command.tag(replace(config, output="-"))
    assert capsys.readouterr().out == file


def test_a_byte_order_mark_and_line_ends_shift_spans_and_no_more(tiny_tagger, tmp_path):
    from models.inputs import Source, reader_of

    def tagged(content: str):
        path = tmp_path / "a.txt"
        path.write_bytes(content.encode())
        [item] = reader_of(Source(path), None)(Source(path), 0)
        article = tiny_tagger.tag(item.article)
        return [(span.label, article.surface(span)) for span in article.spans]

    plain = "Kharkiv fell to M23.\n\nTwo died in Goma, he said.\n"
    assert tagged(plain)
    assert tagged(plain.replace("\n", "\r\n")) == tagged(plain)
    marked = [(label, surface.lstrip("\ufeff")) for label, surface in tagged("\ufeff" + plain)]
    assert marked == tagged(plain)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"chunk": 0}, "chunk=0 holds no article"),
        ({"output": "-", "resume": True}, "resume=true needs an input and an output"),
        ({"output": "-", "format": "csv"}, "only jsonl goes to stdout"),
        ({"output": "out.doc"}, "name a file that ends in one of"),
    ],
)
def test_settings_that_do_not_fit_are_one_sentence(config, changes, sentence):
    with pytest.raises(SitrepError) as caught:
        command.tag(replace(config, **changes))
    assert sentence in str(caught.value)


def words(run: Path, rows: Path, output: Path, *more: str) -> list[str]:
    given = [f"model={run}", f"input={rows}", f"output={output}", "chunk=4", *more]
    return [sys.executable, "-m", "models.tag", *given]


@pytest.mark.slow
def test_a_process_killed_half_way_goes_on_to_the_same_bytes(tiny_run, tmp_path):
    rows = tmp_path / "rows.jsonl"
    with rows.open("w") as out:
        for n in range(240):
            text = " ".join(PIECES[(n + i) % len(PIECES)] for i in range(60 + n % 40))
            out.write(json.dumps({"id": str(n), "text": text}) + "\n")
    whole, output = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(words(tiny_run, rows, whole), cwd=ROOT, capture_output=True, env=env)
    assert done.returncode == 0, done.stderr
    journal = partial_folder(output) / "journal.jsonl"
    process = subprocess.Popen(
        words(tiny_run, rows, output), cwd=ROOT, stderr=subprocess.DEVNULL, env=env
    )
    while process.poll() is None and not (
        journal.exists() and journal.read_bytes().count(b"\n") > 10
    ):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not output.exists()
    done = subprocess.run(
        words(tiny_run, rows, output, "resume=true"), cwd=ROOT, capture_output=True, env=env
    )
    assert done.returncode == 0, done.stderr
    assert output.read_bytes() == whole.read_bytes()
    assert b"240 articles" in done.stderr


MEASURE = """
import sys
from pathlib import Path
from types import SimpleNamespace
from models import tag as command
from models.tag_config import TagConfig

bare = SimpleNamespace(
    schema=SimpleNamespace(label_rules=()), stream_chunks=lambda chunks: map(list, chunks)
)
command.Tagger.load = lambda *_: bare
command.tag(TagConfig(model="m", input=sys.argv[1], output=sys.argv[2]))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's memory too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_memory_does_not_grow_with_the_archive(kind, tmp_path):
    """Reading, putting on disk and joining alone: the model is left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.{kind}"
        texts = (f"{n} " + "word " * 2000 for n in range(count))
        if kind == "jsonl":
            with path.open("w") as out:
                out.writelines(json.dumps({"text": text}) + "\n" for text in texts)
        else:  # one row group without a dictionary: the worst that a writer can do
            pq.write_table(
                pa.table({"text": list(texts)}), path, row_group_size=count,
                compression="none", use_dictionary=False,
            )  # fmt: skip
        assert path.stat().st_size > count * 10_000
        output = tmp_path / f"{count}-out.{kind}"
        code = [sys.executable, "-c", MEASURE, str(path), str(output)]
        done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    small, big = peak(1_500), peak(7_500)  # 15 MB and 75 MB of text
    assert big < small + 25, (small, big)
