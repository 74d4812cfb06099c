"""The web application: chat API, chat page, desk. Puts routes together and sets the rules for browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.logs import error_name, log
from bot.web import chat, desk, lookup
from bot.web.officers import Officers
from bot.web.tokens import Signer

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 128 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_site(app: App) -> FastAPI:
    """The site over an assistant that is started and stopped with it."""

    @asynccontextmanager
    async def life(_site: FastAPI) -> AsyncIterator[None]:
        app.start()
        yield
        app.stop()

    site = FastAPI(title="Một Cửa", version="1", lifespan=life, docs_url="/api/docs", redoc_url=None)
    signing = app.seal.signing_keys
    site.include_router(chat.routes(app, Signer(signing, "chat")))
    site.include_router(lookup.routes(app))
    officers = Officers(app.home.desk_password, Signer(signing, "desk"), Signer(signing, "desk form"))
    site.include_router(desk.routes(app, officers))
    site.add_api_route("/", _chat_page, include_in_schema=False)
    site.add_api_route("/healthz", lambda: {"ok": True}, include_in_schema=False)
    site.mount("/static", StaticFiles(directory=STATIC), name="static")
    site.middleware("http")(_guard)
    site.add_exception_handler(RequestValidationError, _say_what_is_wrong)
    site.add_exception_handler(SQLAlchemyError, _say_later)
    return site


def _chat_page() -> FileResponse:
    return FileResponse(STATIC / "index.html")


async def _guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse bodies that are too large, and tell browsers what they may load and what they must not keep."""
    length = request.headers.get("content-length", "0")
    if "transfer-encoding" in request.headers:
        return JSONResponse({"detail": "say how long the body is: Content-Length"}, 411)
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return JSONResponse({"detail": "the body is too large"}, 413)
    response = await call(request)
    if not request.url.path.startswith("/api/docs"):
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    if request.url.path.startswith(("/api/", "/desk/")):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


async def _say_what_is_wrong(_request: Request, error: Exception) -> Response:
    """Where a body is wrong and why, without repeating what was sent."""
    assert isinstance(error, RequestValidationError)
    wrong = [{"where": _place(each), "why": each["msg"]} for each in error.errors()]
    return JSONResponse({"detail": wrong}, 422)


def _place(wrong: dict[str, Any]) -> str:
    """Where in the body; an unknown key is the sender's own words, so only what it stands in is named."""
    place = wrong["loc"][:-1] if wrong["type"] == "extra_forbidden" else wrong["loc"]
    return ".".join(map(str, place))


async def _say_later(_request: Request, error: Exception) -> Response:
    """The database is away: whatever was sent is to be sent again."""
    log.error("request failed", error=error_name(error))
    return JSONResponse({"detail": "not kept; send it again a little later"}, 503, {"Retry-After": "2"})
