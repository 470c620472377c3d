"""A bound on the size of requests and on how long they take to arrive."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.service.errors import answer


class BodyLimit:
    """ASGI middleware that answers 413 to bodies over `size` bytes and 408 to slow ones.

    The length that a request declares is looked at first; a body without one is counted as it
    comes, so nothing larger is ever held.

    Args:
        app: what is protected.
        size: bytes of a body.
        timeout: seconds between two parts of a body.
    """

    def __init__(self, app: ASGIApp, size: int, timeout: float) -> None:
        self.app = app
        self.size = size
        self.timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self.size:
            await answer(413, self._sentence())(scope, receive, send)
            return
        state: dict[str, Any] = {"seen": 0, "more": True}

        async def counted() -> Message:
            if not state["more"]:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.timeout)
            except TimeoutError:
                raise HTTPException(408, "The request did not arrive in time.") from None
            state["seen"] += len(message.get("body", b""))
            state["more"] = message.get("more_body", False)
            if state["seen"] > self.size:
                raise HTTPException(413, self._sentence())
            return message

        await self.app(scope, counted, send)

    def _sentence(self) -> str:
        return f"The request is larger than {self.size} bytes; send less at a time."
