"""The officers' desk: who waits, what was said and answered so far, answering, giving back."""

# Annotations are evaluated here, not kept as text: those of the routes name local dependencies.

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Cookie, Depends, Form, HTTPException, Request, Response
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from bot.app import App
from bot.asking import answered_so_far
from bot.logs import log
from bot.messages import Button, Reply
from bot.store.records import HandoverKept, Line
from bot.web.officers import COOKIE, SHIFT_SECONDS, Officer, Officers
from nlu.text import clean

TEMPLATES = Path(__file__).parent / "templates"
GUEST_COOKIE = "motcua_desk_form"
LONGEST_ANSWER = 2000
ALWAYS_THERE = ("repeat", "back", "human")
"""Buttons that clients show beside those of a reply."""
PRIVATE: dict[str, Any] = {"httponly": True, "samesite": "strict", "path": "/desk"}
Number = Annotated[int, InPath(ge=1, lt=2**63)]


def routes(app: App, officers: Officers) -> APIRouter:
    """The desk's pages over a running assistant."""
    router = APIRouter(prefix="/desk", include_in_schema=False)
    pages = Pages(officers)
    _signing_in(router, pages, officers)
    _reading(router, pages, app)
    _acting(router, pages, app)
    return router


class Pages:
    """Draws the templates, and checks that a form came from one of them."""

    def __init__(self, officers: Officers) -> None:
        self._officers = officers
        self._templates = Jinja2Templates(TEMPLATES)

    def page(self, request: Request, name: str, who: Officer, **values: Any) -> Response:
        """A page for an officer who signed in."""
        token = self._officers.form_token(who.session)
        shown = {"officer": who.name, "csrf": token, **values}
        return self._templates.TemplateResponse(request, f"desk/{name}.html", shown)

    def login(self, request: Request, *, error: str = "", status: int = 200) -> Response:
        """The page to sign in at."""
        guest = token_urlsafe(12)
        values = {"error": error, "csrf": self._officers.form_token(guest), "officer": None}
        answer = self._templates.TemplateResponse(request, "desk/login.html", values, status_code=status)
        answer.set_cookie(GUEST_COOKIE, guest, secure=_is_secure(request), **PRIVATE)
        return answer

    def officer(self, cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> Officer:
        """Who is asking; sends everybody else to sign in."""
        who = self._officers.of(cookie)
        if who is None:
            raise HTTPException(303, "sign in first", {"Location": "/desk/login"})
        return who

    def acting_officer(
        self,
        csrf: Annotated[str, Form()] = "",
        cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
    ) -> Officer:
        """Who posted a form; refuses one that another site made."""
        who = self.officer(cookie)
        if not self._officers.is_form_token(csrf, who.session):
            raise HTTPException(403, "this form is not from this desk")
        return who


def _signing_in(router: APIRouter, pages: Pages, officers: Officers) -> None:
    @router.get("/login")
    def login_page(request: Request) -> Response:
        return pages.login(request)

    @router.post("/login")
    def login(
        request: Request,
        name: Annotated[str, Form(max_length=64)] = "",
        password: Annotated[str, Form(max_length=256)] = "",
        csrf: Annotated[str, Form()] = "",
        guest: Annotated[str, Cookie(alias=GUEST_COOKIE)] = "",
    ) -> Response:
        if officers.too_many_tries():
            return pages.login(request, error="many", status=429)
        genuine, who = bool(guest) and officers.is_form_token(csrf, guest), clean(name)
        cookie = officers.sign_in(who, password) if genuine and who else None
        if cookie is None:
            return pages.login(request, error="wrong", status=401)
        log.info("officer signed in")
        answer = RedirectResponse("/desk/", 303)
        answer.set_cookie(COOKIE, cookie, max_age=SHIFT_SECONDS, secure=_is_secure(request), **PRIVATE)
        return answer


def _reading(router: APIRouter, pages: Pages, app: App) -> None:
    view = View(app)
    officer = Depends(pages.officer)

    @router.get("/")
    def waiting_list(request: Request, who: Annotated[Officer, officer]) -> Response:
        rows = app.store.desk.open()
        waiting = [view.waiting(row) for row in rows if not row.officer]
        taken = [view.taken(row, who) for row in rows if row.officer]
        return pages.page(request, "list", who, waiting=waiting, taken=taken)

    @router.get("/{handover}")
    def conversation(request: Request, handover: Number, who: Annotated[Officer, officer]) -> Response:
        return pages.page(request, "conversation", who, **view.conversation(_existing(app, handover), who))


def _acting(router: APIRouter, pages: Pages, app: App) -> None:
    officer = Depends(pages.acting_officer)

    @router.post("/{handover}/take")
    def take(handover: Number, who: Annotated[Officer, officer]) -> Response:
        row = _existing(app, handover)
        if app.store.desk.take(handover, who.name, time.time()):
            _tell(app, row, "desk.taken")
        return RedirectResponse(f"/desk/{handover}", 303)

    @router.post("/{handover}/release")
    def release(handover: Number, who: Annotated[Officer, officer]) -> Response:
        if app.store.desk.release(handover, who.name, time.time()):
            _tell(app, _existing(app, handover), "desk.released")
        return RedirectResponse("/desk/", 303)

    @router.post("/{handover}/reply")
    def reply(
        handover: Number,
        who: Annotated[Officer, officer],
        text: Annotated[str, Form(max_length=LONGEST_ANSWER)] = "",
    ) -> Response:
        if said := "\n".join(text.strip().splitlines()):  # browsers end lines with CR LF
            answer = Reply(said)
            if not app.store.desk.say(handover, who.name, token_urlsafe(9), answer, now=time.time()):
                raise HTTPException(409, "somebody else holds this conversation")
        return RedirectResponse(f"/desk/{handover}", 303)


class View:
    """Rows of the store as the templates show them."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._zone = ZoneInfo(app.config.office.timezone)
        say = app.resources.wording.say
        self._fixed_row = {f"nav:{name.upper()}": say(f"buttons.{name}") for name in ALWAYS_THERE}

    def waiting(self, row: HandoverKept) -> dict[str, Any]:
        """Somebody on the waiting list."""
        return self._row(row, row.asked_at) | {
            "procedure": self._procedure(row.procedure),
            "last": self._app.store.desk.last_words(row.citizen),
        }

    def taken(self, row: HandoverKept, who: Officer) -> dict[str, Any]:
        """Somebody whom an officer is talking to."""
        return self._row(row, row.taken_at or row.asked_at) | {
            "officer": row.officer,
            "mine": row.officer == who.name,
        }

    def conversation(self, row: HandoverKept, who: Officer) -> dict[str, Any]:
        """Everything on the page of one conversation."""
        session = self._app.store.desk.session(row.citizen)
        answers = answered_so_far(session, self._app.resources)
        state = "closed" if row.closed_at else "taken" if row.officer else "waiting"
        mine = row.officer == who.name and not row.closed_at
        return {
            "handover": {
                "id": row.id,
                "who": _name(row.citizen),
                "state": state,
                "officer": row.officer,
                "mine": mine,
            },
            "lines": [*self._lines(self._app.store.desk.lines(row.citizen))],
            "answers": [{"label": label, "text": text} for label, text in answers],
            "procedure": self._procedure(row.procedure),
        }

    def _row(self, row: HandoverKept, since: float) -> dict[str, Any]:
        return {"id": row.id, "who": _name(row.citizen), "since": self._at(since)}

    def _lines(self, lines: Iterable[Line]) -> Iterator[dict[str, str]]:
        """What was said; a pressed button by the label that it had when it was shown."""
        labels = dict(self._fixed_row)
        for line in lines:
            labels |= {button["value"]: button["label"] for button in line.extra.get("buttons", ())}
            pressed = line.extra.get("choice", "")
            text = line.text or labels.get(pressed, pressed)
            attached = {"attached": line.extra["attached"]} if "attached" in line.extra else {}
            yield {"author": line.author, "text": text, "at": self._at(line.at)} | attached

    def _at(self, seconds: float) -> str:
        return f"{datetime.fromtimestamp(seconds, self._zone):%H:%M %d/%m}"

    def _procedure(self, code: str | None) -> str:
        procedure = self._app.resources.of_code(code) if code else None
        return procedure.title if procedure else ""


def _tell(app: App, row: HandoverKept, phrase: str) -> None:
    """Let the citizen know who answers from now on."""
    wording = app.resources.wording
    waiting = phrase == "desk.released" and app.store.desk.session(row.citizen).filing
    buttons = (Button(wording.say("buttons.resume"), "nav:RESUME"),) if waiting else ()
    reply = Reply(wording.say(phrase), buttons)
    app.store.outbox.say(row.citizen, f"{phrase}/{row.id}", reply, now=time.time())


def _existing(app: App, handover: int) -> HandoverKept:
    row = app.store.desk.one(handover)
    if row is None:
        raise HTTPException(404, "no such conversation")
    return row


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(citizen: str) -> str:
    """A citizen as an officer sees them: the channel and the end of an opaque id, never a name."""
    channel, _, rest = citizen.partition(":")
    return f"{channel} …{rest[-4:]}"
