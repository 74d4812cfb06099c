"""The trial portal's page for people: every dossier with every field, moves of state, the fault controls.

It must never be taken for a real portal: the page says in its title and at its top that it is a trial.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connectors.dvcqg_terms import VIETNAM
from connectors.sandbox.dossiers import DossierStore, IllegalMove, Stored
from connectors.sandbox.faults import Faults, FaultSwitch
from connectors.sandbox.states import NEXT, STATES
from connectors.sandbox.words import words

_PAGE_SIZE = 20
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


def same_site(request: Request) -> None:
    """Refuse a form that another site sends through the officer's browser."""
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise HTTPException(403)


def page_routes(store: DossierStore, switch: FaultSwitch, *, clock: Callable[[], datetime]) -> APIRouter:
    """GET / and the two forms on it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_class=HTMLResponse)
    def page(number: int = 1) -> str:
        return render(store, switch.faults, number=max(1, number))

    @router.post("/dossiers/{reference}/state", dependencies=[Depends(same_site)])
    def move(
        reference: str, *, state: Annotated[int, Form()], note: Annotated[str, Form(max_length=4000)] = ""
    ) -> RedirectResponse:
        found = store.find(reference=reference)
        if found is None:
            raise HTTPException(404, words().answers.unknown_dossier)
        _move(store, found, state=state, note=note, at=clock())
        return RedirectResponse(f"/#{found.reference}", status_code=303)

    @router.post("/faults/form", dependencies=[Depends(same_site)])
    def change(form: Annotated[Faults, Form()]) -> RedirectResponse:
        switch.faults = form
        return RedirectResponse("/", status_code=303)

    return router


def _move(store: DossierStore, found: Stored, *, state: int, note: str, at: datetime) -> None:
    said = words()
    if state == found.state or state not in STATES:
        raise HTTPException(409, said.answers.illegal_move)
    try:
        content = note.strip() or said.states[state]
        store.move(found.code, state, person=said.officer, content=content, at=at)
    except IllegalMove:
        raise HTTPException(409, said.answers.illegal_move) from None


def render(store: DossierStore, faults: Faults, *, number: int) -> str:
    """The page as HTML; `number` counts pages from 1."""
    count = store.count()
    return _TEMPLATES.get_template("page.html").render(
        dossiers=[_card(store, found) for found in store.page(start=(number - 1) * _PAGE_SIZE, size=_PAGE_SIZE)],
        count=count,
        number=number,
        pages=max(1, -(-count // _PAGE_SIZE)),
        faults=faults,
    )


def _card(store: DossierStore, found: Stored) -> dict[str, Any]:
    names = words().states
    return {
        "reference": found.reference,
        "code": found.code,
        "procedure": f"{found.item['TenTTHC']} ({found.procedure_code})",
        "applicant": found.item["ChuHoSo"],
        "phone": found.item["SoDienThoai"],
        "state": names[found.state],
        "received": found.received_at.astimezone(VIETNAM),
        "form": found.item["EFormData"],
        "files": [file["TenTepDinhKem"] for file in found.item["TaiLieuNop"]],
        "progress": [{**line, "state": names[line["state"]]} for line in store.progress(found.code)],
        "next": [(state, names[state]) for state in sorted(NEXT[found.state])],
    }
