"""The web chat API, also what the mini app uses. Speaks HTTP and JSON; decides nothing."""

# Annotations are evaluated here, not kept as text: those of the routes name local dependencies.

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from bot.app import App
from bot.messages import IncomingMessage
from bot.store.records import Kept, TurnKept
from bot.web.tokens import Signer, new_citizen

LONGEST_WAIT_SECONDS = 30.0
LAST_NUMBER = 2**63 - 1
"""The databases' largest row number."""
GREETING = "/start"
RECHECK_SECONDS = 0.5
"""How often a waiting client looks again by itself: another process may have taken the turn."""


class NewMessage(BaseModel):
    """A message of the citizen: words or a pressed button. `id` is made by the client and may be sent again."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
    text: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    choice: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.choice is None):
            raise ValueError("exactly one of text and choice")
        return self


class SessionOut(BaseModel):
    token: str


class ButtonOut(BaseModel):
    label: str
    value: str


class FieldOut(BaseModel):
    """The question that is open; `step` of `of`."""

    id: str
    kind: str
    choices: list[ButtonOut]
    step: int
    of: int


class AttachmentOut(BaseModel):
    name: str
    url: str
    media_type: str


class ReplyOut(BaseModel):
    seq: int
    author: str
    text: str
    buttons: list[ButtonOut]
    field: FieldOut | None
    attachments: list[AttachmentOut]


class TurnOut(BaseModel):
    """A turn: its outcome, what was said, the reference once something was filed, and where to go on reading.

    What an officer said meanwhile may have a number below `next`; a client that shows everything asks for what
    came after the last number it has shown.
    """

    outcome: str
    replies: list[ReplyOut]
    reference: str | None
    next: int


class RepliesOut(BaseModel):
    replies: list[ReplyOut]
    next: int


class LaterOut(BaseModel):
    """The message is kept, its turn is not there yet: it will be among the replies after `next`."""

    next: int


class Refusal(BaseModel):
    """Why a call was refused, without repeating what was sent."""

    detail: str | list[dict[str, str]]


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "no session, or not one of ours"},
    422: {"model": Refusal, "description": "not what the call takes"},
    503: {"model": Refusal, "description": "not kept; send it again, with the same id"},
}
SENDING: dict[int | str, dict[str, Any]] = REFUSALS | {
    202: {"model": LaterOut, "description": "kept; fetch the replies"},
    409: {"model": Refusal, "description": "this id was used for another message"},
    411: {"model": Refusal, "description": "a body without its length"},
    413: {"model": Refusal, "description": "the body is too large"},
}


def reply_out(kept: Kept) -> dict[str, Any]:
    """A reply as the API shows it."""
    plain = kept.reply.to_plain()
    files = [
        {"name": file["name"], "url": f"/api/chat/attachments/{file['id']}", "media_type": file["media_type"]}
        for file in plain.get("attachments", ())
    ]
    return {"field": None, **plain, "seq": kept.seq, "author": kept.author, "attachments": files}


def routes(app: App, signer: Signer) -> APIRouter:
    """The four calls of the chat API over a running assistant."""
    router = APIRouter(prefix="/api/chat", tags=["chat"])
    citizen = Depends(_citizen_of(signer))

    @router.post("/sessions", status_code=201)
    async def open_session() -> SessionOut:
        """A new anonymous citizen, who is greeted at once; the token is the only way back to the conversation."""
        who = new_citizen()
        # As id what no client can send, so that it is never in a client's way.
        opening = NewMessage.model_construct(id=GREETING, text=GREETING)
        await _kept_turn(app, who, opening, LONGEST_WAIT_SECONDS)
        return SessionOut(token=signer.sign(who))

    @router.post("/messages", response_model=TurnOut, responses=SENDING)
    async def send(
        message: NewMessage,
        who: Annotated[str, citizen],
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_SECONDS, allow_inf_nan=False)] = 0,
    ) -> Response:
        """Keep a message; with `wait` answer with its turn, else (or when it takes longer) 202."""
        turn = await _kept_turn(app, who, message, wait)
        if turn and turn.replies:
            return JSONResponse(_turn_out(turn, max(kept.seq for kept in turn.replies)))
        newest = await asyncio.to_thread(app.store.outbox.newest, who)
        # Looked up after that number: a turn that comes between the two is answered, not passed over.
        turn = turn or await asyncio.to_thread(app.store.outbox.turn, who, message.id)
        return JSONResponse(_turn_out(turn, newest)) if turn else JSONResponse({"next": newest}, 202)

    @router.get("/replies", response_model=RepliesOut, responses=REFUSALS)
    def replies(who: Annotated[str, citizen], after: Annotated[int, Query(ge=0, le=LAST_NUMBER)] = 0) -> Response:
        """What was said after that number, oldest first."""
        kept = app.store.outbox.after(who, after)
        newest = max((each.seq for each in kept), default=after)
        return JSONResponse({"replies": [reply_out(each) for each in kept], "next": newest})

    @router.get(
        "/attachments/{file_id}",
        response_class=Response,
        responses={200: {"content": {"*/*": {}}}, 404: {"model": Refusal, "description": "no such file"}},
    )
    def attachment(file_id: str) -> Response:
        """A file that came with a reply. Its id cannot be guessed: who has the link may open it."""
        file = app.store.outbox.attachment(file_id)
        if file is None:
            raise HTTPException(404, "no such file")
        disposition = f"inline; filename*=UTF-8''{quote(file.name)}"
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
        )

    return router


def _turn_out(turn: TurnKept, newest: int) -> dict[str, Any]:
    replies = [reply_out(kept) for kept in turn.replies]
    return {"outcome": turn.outcome, "replies": replies, "reference": turn.reference, "next": newest}


def _citizen_of(signer: Signer) -> Callable[[str | None], str]:
    def citizen(authorization: Annotated[str | None, Header()] = None) -> str:
        scheme, _, token = (authorization or "").partition(" ")
        who = signer.read(token) if scheme.lower() == "bearer" else None
        if who is None or not who.startswith("web:"):
            raise HTTPException(
                401, "open a session first: POST /api/chat/sessions", {"WWW-Authenticate": "Bearer"}
            )
        return who

    return citizen


async def _kept_turn(app: App, who: str, message: NewMessage, wait: float) -> TurnKept | None:
    """Keep the message, then wait for its turn; raises 409 when its id came with other words."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[TurnKept] = loop.create_future()

    def tell(turn: TurnKept) -> None:
        loop.call_soon_threadsafe(_finish, done, turn)

    stop_watching = app.inbox.watch(who, message.id, tell)
    try:
        incoming = IncomingMessage(who, message.id, datetime.now(UTC), text=message.text, choice=message.choice)
        arrival = await asyncio.wrap_future(app.inbox.receive(incoming))
        if arrival == "conflict":
            raise HTTPException(409, "this id was used for another message")
        return await _turn(app, who, message.id, done, until=loop.time() + wait)
    finally:
        stop_watching()


def _finish(done: asyncio.Future[TurnKept], turn: TurnKept) -> None:
    if not done.done():  # the client may have gone meanwhile
        done.set_result(turn)


async def _turn(
    app: App, who: str, message_id: str, done: asyncio.Future[TurnKept], *, until: float
) -> TurnKept | None:
    """The turn as soon as it is kept here; looked up now and then, since another process may have taken it."""
    loop = asyncio.get_running_loop()
    while not done.done():
        kept = await asyncio.to_thread(app.store.outbox.turn, who, message_id)
        left = until - loop.time()
        if kept is not None or left <= 0:
            return kept
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(done), min(left, RECHECK_SECONDS))
    return done.result()
