from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from service_client import running

from data.paths import ROOT
from data.prediction import prediction
from models.serve_config import ServeConfig

TEXT = "Kharkiv fell.\r\n\r\nTwo soldiers 🇺🇦 died near Goma, he said.\n"


def sentence(answer: httpx.Response, status: int) -> str:
    """The one sentence of a failure."""
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].endswith(".")
    return answer.json()["error"]


def test_a_text_is_answered_with_its_spans(client, tiny_tagger):
    found = client.post("/tag", json={"text": TEXT}).json()
    article = tiny_tagger.tag(tiny_tagger.tag(TEXT))
    assert found == json.loads(json.dumps(prediction(article)))
    assert found["spans"]
    assert client.post("/tag", json={"id": "x", "text": ""}).json() == {
        "id": "x", "text": "", "spans": [],
    }  # fmt: skip


def test_a_batch_keeps_order_and_ids(client):
    rows = [{"id": "x", "text": TEXT}, {"text": "Goma"}, {"id": 7, "text": ""}]
    found = client.post("/tag/batch", json={"articles": rows}).json()["articles"]
    assert [(row["id"], row["text"]) for row in found] == [("x", TEXT), ("1", "Goma"), ("7", "")]
    assert client.post("/tag/batch", json={"articles": []}).json() == {"articles": []}


def test_health_says_what_runs(client):
    found = client.get("/health").json()
    assert (found["model"], found["ready"]) == ("tiny", True)
    assert found["labels"] == ["unit", "location", "casualty", "source", "cue"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "the body: JSON decode error"),
        (b"[]", "the body: "),
        (b"{}", "text: Field required"),
        (b'{"text": 3}', "text: "),
        (b'{"text": "a", "txt": "b"}', "txt: Extra inputs are not permitted"),
        (b'{"text": "\\ud800"}', "text: "),
        (b'{"text": "\xff"}', "the body"),
    ],
)
def test_a_bad_request_is_one_sentence(client, body, told):
    headers = {"content-type": "application/json"}
    answer = client.post("/tag", content=body, headers=headers)
    assert told.lower() in sentence(answer, answer.status_code).lower()
    assert answer.status_code in (400, 422)


def test_what_is_too_large_is_refused(client):
    assert "over the 2000" in sentence(client.post("/tag", json={"text": "x" * 2001}), 413)
    many = {"articles": [{"text": "x"}] * 11}
    assert "over the 10" in sentence(client.post("/tag/batch", json=many), 413)
    body = json.dumps({"text": "x" * 30_000}).encode()
    assert "larger than 20000 bytes" in sentence(client.post("/tag", content=body), 413)

    def pieces():  # no length is declared
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    with suppress(httpx.WriteError):  # the server may hang up while the rest is sent
        assert "larger than 20000 bytes" in sentence(client.post("/tag", content=pieces()), 413)
    assert client.post("/tag", json={"text": TEXT}).status_code == 200


def test_unknown_places_and_methods_are_one_sentence(client):
    assert sentence(client.get("/nowhere"), 404) == "Not Found."
    assert sentence(client.get("/tag"), 405) == "Method Not Allowed."


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_load_nothing_from_elsewhere(client, path):
    page = client.get(path)
    assert page.headers["content-type"].startswith("text/html")
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page.text)
    for link in re.findall(r"""(?:src|href)=["'](/[^"']+)""", page.text):
        assert client.get(link).status_code == 200
    assert client.get("/openapi.json").json()["paths"].keys() == {"/tag", "/tag/batch", "/health"}


def test_markup_in_a_text_is_shown_and_not_obeyed(client):
    found = client.post("/highlight", json={"text": "<img src=x onerror=alert(1)> in Goma"}).json()
    assert "<img" not in found["html"]


class Held:
    """A tagger that waits until it is let go."""

    def __init__(self, tagger) -> None:
        self.schema = tagger.schema
        self.go = threading.Event()
        self.entered = threading.Semaphore(0)
        self.threads: set[str] = set()
        self.tagged = 0

    def tag(self, articles):
        self.threads.add(threading.current_thread().name)
        self.entered.release()
        assert self.go.wait(30)
        self.tagged += len(articles)
        return list(articles)


def test_a_full_queue_says_when_to_come_back_and_order_is_kept(tiny_tagger):
    held = Held(tiny_tagger)
    with running(held, ServeConfig(queue=3)) as client, ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(client.post, "/tag", json={"text": str(n)}) for n in range(3)]
        held.entered.acquire(timeout=10)
        time.sleep(0.2)  # until the other two are queued
        answer = client.post("/tag", json={"text": "x"})
        assert "queue is full" in sentence(answer, 503)
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/health").json()["ready"]
        held.go.set()
        assert [job.result().json()["text"] for job in jobs] == ["0", "1", "2"]
        assert client.post("/tag", json={"text": "x"}).status_code == 200
    assert len(held.threads) == 1


def test_a_late_answer_is_dropped_and_the_place_given_back(tiny_tagger):
    held = Held(tiny_tagger)
    with running(held, ServeConfig(queue=1, timeout=0.3)) as client:
        batch = {"articles": [{"text": "x"}] * 40}
        assert "too long" in sentence(client.post("/tag/batch", json=batch), 504)
        sentence(client.post("/tag", json={"text": "x"}), 503)
        held.go.set()
        deadline = time.monotonic() + 10
        while client.post("/tag", json={"text": "x"}).status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert held.tagged < 20


def test_a_failing_model_is_one_sentence_and_the_next_request_works(tiny_tagger, monkeypatch):
    held = Held(tiny_tagger)
    held.go.set()
    with running(held, ServeConfig()) as client:
        with monkeypatch.context() as patch:
            patch.setattr(held, "tag", lambda articles: 1 / 0)
            assert "server failed" in sentence(client.post("/tag", json={"text": "x"}), 500)
        assert client.post("/tag", json={"text": "x"}).status_code == 200


@pytest.mark.slow
def test_the_command_serves_and_shuts_down_cleanly(tiny_run, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "models.serve", f"model={tiny_run}", "port=0"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    try:
        url = None
        for line in process.stderr:
            if found := re.search(r" on (http://127\.0\.0\.1:\d+),", line):
                url = found[1]
                break
        answer = httpx.post(f"{url}/tag", json={"text": TEXT}, timeout=60)
        assert answer.json()["text"] == TEXT
        port = url.rpartition(":")[2]
        taken = subprocess.run(
            [sys.executable, "-m", "models.serve", f"model={tiny_run}", f"port={port}"],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert taken.returncode == 2
        assert f"Cannot listen on 127.0.0.1:{port}" in taken.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.stderr.close()


def test_a_request_that_does_not_arrive_is_given_up(tiny_tagger):
    import socket

    with running(tiny_tagger, ServeConfig(timeout=0.2)) as client:
        place = (client.base_url.host, client.base_url.port)
        with socket.create_connection(place, timeout=10) as slow:
            slow.sendall(b"POST /tag HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
            assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
