"""The one thread that calls the model, and the queue before it."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from data.article import Article
from models.tagger import Tagger

#: Articles after which an abandoned request is dropped.
PIECE = 8


class BusyError(Exception):
    """The queue is full; `seconds` is when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Worker:
    """Tags requests one after the other.

    Args:
        tagger: called from the worker's thread alone.
        queue: requests that are waiting or at work at any time.
        timeout: seconds after which a request is given up.
    """

    def __init__(self, tagger: Tagger, queue: int, timeout: float) -> None:
        self.tagger = tagger
        self.queue = queue
        self.timeout = timeout
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="tagger")
        self._lock = threading.Lock()
        self._taken = 0
        self._seconds = 0.0  # that the last request took
        self.open = True

    async def tag(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with spans.

        Raises:
            BusyError: the queue is full.
            TimeoutError: it took too long; the request is dropped.
        """
        with self._lock:
            if self._taken >= self.queue or not self.open:
                raise BusyError(max(1, math.ceil(self._seconds * self._taken)))
            self._taken += 1
        abandoned = threading.Event()
        job = self._pool.submit(self._work, articles, abandoned)
        job.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(job), self.timeout)
        finally:
            abandoned.set()

    def close(self) -> None:
        """Take no more requests and wait for the one at work."""
        self.open = False
        self._pool.shutdown(cancel_futures=True)

    def _work(self, articles: Sequence[Article], abandoned: threading.Event) -> list[Article]:
        begun = time.monotonic()
        tagged: list[Article] = []
        for start in range(0, len(articles), PIECE):
            if abandoned.is_set():
                break
            tagged += self.tagger.tag(articles[start : start + PIECE])
        self._seconds = time.monotonic() - begun
        return tagged

    def _leave(self, job: Future[list[Article]]) -> None:
        with self._lock:
            self._taken -= 1
