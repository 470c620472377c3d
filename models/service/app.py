"""The service's routes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from data.article import Article
from data.prediction import prediction
from models.highlight import highlight_html, page_end, page_start
from models.serve_config import ServeConfig
from models.service import errors
from models.service.limits import BodyLimit
from models.service.messages import ArticleOut, BatchIn, BatchOut, Failure, Health, TextIn
from models.service.worker import BusyError, Worker
from models.tagger import Tagger

FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure} for status in (408, 413, 422, 500, 503, 504)
}


def create_app(tagger: Tagger, config: ServeConfig, model: str) -> FastAPI:
    """The ASGI application.

    Args:
        tagger: a loaded tagger, which no one else may call.
        config: limits.
        model: the model's name, for `/health`.
    """
    worker = Worker(tagger, config.queue, config.timeout)
    version = _version()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        worker.close()

    app = FastAPIOffline(
        title="Sitrep", version=version, lifespan=lifespan, redoc_url=None, responses=FAILURES,
        description="Tags military units, locations, casualty figures and attributions.",
    )  # fmt: skip
    app.add_middleware(BodyLimit, size=config.max_body_bytes, timeout=config.timeout)
    errors.install(app)

    async def tagged(texts: Sequence[TextIn]) -> list[Article]:
        if len(texts) > config.max_articles:
            raise HTTPException(413, f"{len(texts)} articles are over the {config.max_articles}"
                                " of a batch; send less at a time.")  # fmt: skip
        for number, item in enumerate(texts):
            if len(item.text) > config.max_characters:
                raise HTTPException(413, f"Text {number} has {len(item.text)} characters, over the"
                                    f" {config.max_characters} of a text; cut it.")  # fmt: skip
        names = [str(number if item.id in (None, "") else item.id) for number, item in
                 enumerate(texts)]  # fmt: skip
        articles = [Article.from_text(n, x.text) for n, x in zip(names, texts, strict=True)]
        try:
            return await worker.tag(articles)
        except (BusyError, TimeoutError):
            raise
        except Exception:  # answered here, for a failure that goes further closes the connection
            logging.getLogger("uvicorn.error").exception("tagging failed")
            raise HTTPException(500, "The server failed; its log says why.") from None

    @app.post("/tag", response_model=ArticleOut, response_model_exclude_none=True)
    async def tag(text: TextIn) -> dict[str, Any]:
        """One article with its spans."""
        [article] = await tagged([text])
        return prediction(article)

    @app.post("/tag/batch", response_model=BatchOut, response_model_exclude_none=True)
    async def tag_batch(batch: BatchIn) -> dict[str, Any]:
        """Several articles with their spans, in order."""
        return {"articles": [prediction(article) for article in await tagged(batch.articles)]}

    @app.get("/health", responses={200: {"model": Health}})
    async def health() -> Health:
        """What is running, and whether it takes requests."""
        labels = list(tagger.schema.labels)
        return Health(model=model, labels=labels, version=version, ready=worker.open)

    @app.post("/highlight", include_in_schema=False)
    async def highlight(text: TextIn) -> dict[str, Any]:
        [article] = await tagged([text])
        return {"html": str(highlight_html(article)), "spans": len(article.spans)}

    form = Path(__file__).with_name("form.html").read_text(encoding="utf-8")
    page = page_start("Sitrep", tagger.schema.label_rules) + form + page_end()

    @app.get("/", include_in_schema=False)
    async def index() -> HTMLResponse:
        return HTMLResponse(page)

    return app


def _version() -> str:
    try:
        return metadata.version("sitrep")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"
