"""HTTP responses of the trial portal's faults. They must not know why they are sent."""

from __future__ import annotations

from fastapi import Response
from starlette.types import Receive, Scope, Send


class CutShort(Response):
    """Promises a body and breaks off in the middle: the caller sees its connection die."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"error_', "more_body": True})
