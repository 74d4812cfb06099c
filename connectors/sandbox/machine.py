"""The trial portal's endpoints for machines: login, integration, dossiers as JSON, faults.

Faults strike here and nowhere else, so that the pages stay reachable to switch them off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from json import loads
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from connectors.sandbox.dossiers import DossierStore, Stored
from connectors.sandbox.faults import Faults, FaultSwitch
from connectors.sandbox.protocol import Answer, TrialPortal
from connectors.sandbox.responses import CutShort
from connectors.sandbox.words import words

_BODY_LIMIT = 4_000_000
_BREAK_OFF = 0.5
"""Share of lost answers that end in a broken connection; the others end in a 504."""


def protocol_routes(portal: TrialPortal, switch: FaultSwitch) -> APIRouter:
    """POST /auth and POST /integration, with the faults in force."""
    router = APIRouter()

    @router.post("/auth")
    async def auth(request: Request) -> Response:
        dstcode = request.headers.get("dstcode", "")
        return await _troubled(switch, request, answer=lambda body: portal.login(body, dstcode=dstcode))

    @router.post("/integration")
    async def integration(request: Request) -> Response:
        return await _troubled(switch, request, answer=portal.answer)

    return router


def reading_routes(store: DossierStore) -> APIRouter:
    """GET /dossiers and GET /dossiers/{reference} as JSON."""
    router = APIRouter()

    @router.get("/dossiers")
    def dossiers() -> list[dict[str, Any]]:
        return [to_record(dossier) for dossier in store.page()]

    @router.get("/dossiers/{reference}")
    def dossier(reference: str) -> dict[str, Any]:
        found = store.find(reference=reference)
        if found is None:
            raise HTTPException(404, words().answers.unknown_dossier)
        return to_record(found)

    return router


def fault_routes(switch: FaultSwitch) -> APIRouter:
    """GET and POST /faults: what is in force, and another set of faults from now on."""
    router = APIRouter()

    @router.get("/faults")
    def show() -> Faults:
        return switch.faults

    @router.post("/faults")
    def change(faults: Faults) -> Faults:
        switch.faults = faults
        return faults

    return router


def to_record(dossier: Stored) -> dict[str, Any]:
    """A dossier for people and tests; `form` is its EFormData."""
    return {
        "reference": dossier.reference,
        "ma_ho_so": dossier.code,
        "ma_tthc": dossier.procedure_code,
        "status": dossier.state,
        "received_at": dossier.received_at.isoformat(),
        "form": dossier.item["EFormData"],
        "attachments": [file["TenTepDinhKem"] for file in dossier.item["TaiLieuNop"]],
    }


async def _troubled(
    switch: FaultSwitch, request: Request, *, answer: Callable[[object], Answer | dict[str, Any]]
) -> Response:
    """Answer the request, or what the faults make of it."""
    body = _parsed(await request.body())  # first: a caller who gives up waiting has still sent it
    faults = switch.faults
    if faults.slow:
        await asyncio.sleep(faults.slow)
    if faults.down:
        return Response(status_code=503)
    if switch.strikes(faults.error):
        return Response(status_code=500)
    found = await run_in_threadpool(answer, body)
    return _sent(switch, found) if isinstance(found, Answer) else JSONResponse(found)


def _parsed(raw: bytes) -> object:
    if len(raw) > _BODY_LIMIT:
        return None
    try:
        return loads(raw)
    except (ValueError, RecursionError):
        return None


def _sent(switch: FaultSwitch, answer: Answer) -> Response:
    if answer.stored_new and switch.strikes(switch.faults.lost):
        return CutShort() if switch.strikes(_BREAK_OFF) else Response(status_code=504)
    if answer.stored_new and switch.strikes(switch.faults.duplicate):
        twice = (*answer.result, *answer.result)
        return JSONResponse(Answer("3", words().answers.exists, twice).body())
    return JSONResponse(answer.body())
