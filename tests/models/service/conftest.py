from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi", reason="the serve extra is not installed")

import httpx
from service_client import running

from models.serve_config import ServeConfig


@pytest.fixture(scope="module")
def client(tiny_tagger) -> Iterator[httpx.Client]:
    config = ServeConfig(max_body_bytes=20_000, max_characters=2_000, max_articles=10)
    with running(tiny_tagger, config) as client:
        yield client
