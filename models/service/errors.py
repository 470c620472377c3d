"""Every failure of the service as one sentence: `{"error": …}`."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from models.service.worker import BusyError


def answer(status: int, sentence: str, **headers: str) -> JSONResponse:
    """A failure."""
    return JSONResponse({"error": sentence}, status, headers)


def install(app: FastAPI) -> None:
    """Have all failures answered in that form."""

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        sentence = f"{error.detail.rstrip('.')}."
        return answer(error.status_code, sentence, **dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        if first["type"] == "json_invalid":
            where = "the body"
        return answer(422, f"{where or 'the body'}: {first['msg']}.")

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> JSONResponse:
        seconds = str(error.seconds)
        return answer(503, "The queue is full; try again later.", **{"Retry-After": seconds})

    @app.exception_handler(TimeoutError)
    async def late(request: Request, error: TimeoutError) -> JSONResponse:
        return answer(504, "Tagging took too long; send less at a time.")

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        return answer(500, "The server failed; its log says why.")
