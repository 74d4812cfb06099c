"""The trial portal's side of the DVCQG protocol: a parsed body in, an answer out.

Order, limits and codes are enforced here. It knows nothing of HTTP, pages or faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from connectors.dvcqg_terms import (
    LOOK_UP,
    MALFORMED,
    NO_SESSION,
    OK,
    PROGRESS,
    REFUSED,
    SYNC,
    UNKNOWN_SERVICE,
    to_stamp,
)
from connectors.sandbox.dossiers import AlreadyHere, DossierStore, IllegalMove, Stored, UnknownDossier
from connectors.sandbox.items import Login, LookUpCall, NewCall, ProgressCall, UpdateCall, UpdatedItem
from connectors.sandbox.sessions import Sessions, Visit
from connectors.sandbox.words import words

Clock = Callable[[], datetime]
_EXISTS = "3"
_ENVELOPE = frozenset({"session", "madonvi", "service"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; `stored_new` says that this very call brought new dossiers in."""

    error_code: str
    message: str
    result: tuple[Mapping[str, Any], ...] = ()
    stored_new: bool = False

    def body(self) -> dict[str, Any]:
        """The answer as the documented JSON."""
        return {"error_code": self.error_code, "message": self.message, "result": list(self.result)}


@dataclass(frozen=True, slots=True)
class TrialPortal:
    """Answers logins and calls."""

    store: DossierStore
    sessions: Sessions
    clock: Clock

    def login(self, body: object, *, dstcode: str) -> dict[str, Any]:
        """`{"session", "error_code"}`; -1 and a message when the login is wrong."""
        try:
            given = Login.model_validate(body)
        except ValidationError as wrong:
            return {"session": "", "error_code": -1, "message": _complaint(wrong)}
        token = self.sessions.open(
            username=given.username, password=given.password, dstcode=dstcode, now=self.clock()
        )
        if token is None:
            return {"session": "", "error_code": -1, "message": words().answers.wrong_login}
        return {"session": token, "error_code": 0}

    def answer(self, body: object) -> Answer:
        """The answer to one call of the integration endpoint."""
        said = words().answers
        if not isinstance(body, dict):
            return Answer(MALFORMED, said.malformed)
        visit = self.sessions.visit(body.get("session"), now=self.clock())
        if visit is None:
            return Answer(NO_SESSION, said.no_session)
        if body.get("madonvi") != self.sessions.account.madonvi:
            return Answer(MALFORMED, said.wrong_unit)
        rest = {key: given for key, given in body.items() if key not in _ENVELOPE}
        return self._serve(body.get("service"), rest, visit=visit)

    def _serve(self, service: object, rest: dict[str, Any], *, visit: Visit) -> Answer:
        said = words().answers
        services = {LOOK_UP: self._look_up, SYNC: self._sync, PROGRESS: self._progress}
        if not isinstance(service, str) or service not in services:
            return Answer(UNKNOWN_SERVICE, said.unknown_service)
        try:
            return services[service](rest, visit)
        except ValidationError as wrong:
            return Answer(MALFORMED, _complaint(wrong))
        except UnknownDossier:
            return Answer(REFUSED, said.unknown_dossier)
        except IllegalMove:
            return Answer(REFUSED, said.illegal_move)

    def _look_up(self, rest: dict[str, Any], visit: Visit) -> Answer:
        call = LookUpCall.model_validate(rest)
        found = self.store.find(reference=call.mathamchieu, code=call.mahoso)
        if call.mathamchieu is not None:
            visit.looked_up.add(call.mathamchieu)
        return Answer(OK, words().answers.ok, () if found is None else (_line(found),))

    def _sync(self, rest: dict[str, Any], visit: Visit) -> Answer:
        if rest.get("isUpdating") == "True":
            return self._update(UpdateCall.model_validate(rest))
        return self._accept(NewCall.model_validate(rest), visit)

    def _accept(self, call: NewCall, visit: Visit) -> Answer:
        said = words().answers
        references = [item.MaThamChieu for item in call.data]
        if len(set(references)) < len(references):
            return Answer(MALFORMED, said.twice_in_batch)
        if not visit.looked_up.issuperset(references):
            return Answer(MALFORMED, said.look_up_first)
        try:
            unit = self.sessions.account.madonvi
            self.store.accept(call.data, unit=unit, received_at=self.clock())
        except AlreadyHere:
            return Answer(_EXISTS, said.exists, self._lines(references))
        return Answer(OK, said.ok, self._lines(references), stored_new=True)

    def _update(self, call: UpdateCall) -> Answer:
        said = words().answers
        if not all(self._is_the_same(item) for item in call.data):
            return Answer(REFUSED, said.other_reference)
        self.store.update(call.data)
        return Answer(OK, said.ok)

    def _is_the_same(self, item: UpdatedItem) -> bool:
        found = self.store.find(code=item.MaHoSo)
        return found is None or item.MaThamChieu in {None, found.reference}

    def _progress(self, rest: dict[str, Any], _: Visit) -> Answer:
        self.store.report(ProgressCall.model_validate(rest).data)
        return Answer(OK, words().answers.ok)

    def _lines(self, references: list[str]) -> tuple[Mapping[str, Any], ...]:
        found = (self.store.find(reference=reference) for reference in references)
        return tuple(_line(dossier) for dossier in found if dossier is not None)


def _line(dossier: Stored) -> dict[str, Any]:
    return {
        "MaThamChieu": dossier.reference,
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure_code,
        "TrangThaiHoSo": str(dossier.state),
        "NgayTiepNhan": to_stamp(dossier.received_at),
        "GhiChu": dossier.note or "",
    }


def _complaint(wrong: ValidationError) -> str:
    """Where and what, never the value itself: messages end in logs."""
    found = wrong.errors(include_input=False, include_url=False, include_context=False)
    places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found[:20])
    return f"{words().answers.malformed} {places}"
