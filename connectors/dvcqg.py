"""The adapter for portals that speak the DVCQG protocol: look up, sync, report progress.

It hands a dossier over once however often it is asked: our reference is looked up first and is the
portal's idempotency key. It must not log what a dossier holds, nor retry on its own clock.
"""

from __future__ import annotations

from typing import Any

import httpx2
import structlog
from pydantic import BaseModel, ValidationError

from connectors.dvcqg_item import progress_item, sync_item
from connectors.dvcqg_terms import LOOK_UP, NEW, PROGRESS, SYNC, from_stamp
from connectors.dvcqg_wire import Answer, DvcqgSettings, Talk, Wire
from connectors.port import Dossier, PortalMisused, PortalRejected, PortalUnavailable, Receipt, Status

_log = structlog.get_logger(__name__)


class Found(BaseModel):
    """One line of an answer: the dossier as the portal has it. Fields we do not use are let pass."""

    MaThamChieu: str
    MaHoSo: str
    TrangThaiHoSo: int
    NgayTiepNhan: str
    GhiChu: str | None = None


class DvcqgPortal:
    """Speaks to `settings.adapter_url`; `transport` stands in for the network in tests.

    Safe to share between threads.
    """

    def __init__(
        self,
        settings: DvcqgSettings,
        password: str,
        *,
        name: str = "dvcqg",
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.name = name
        self.trial = settings.trial
        self._unit = settings.madonvi
        client = httpx2.Client(
            base_url=settings.adapter_url, timeout=settings.timeout_seconds, transport=transport
        )
        self._wire = Wire(settings, password, client)

    def close(self) -> None:
        """Let the connections go."""
        self._wire.client.close()

    def submit(self, dossier: Dossier) -> Receipt:
        """Hand the dossier over once, however often this is called; errors as the port says."""
        found = self._wire.talk(lambda talk: _hand_over(talk, dossier, unit=self._unit))
        return Receipt(
            reference=found.MaThamChieu,
            code=found.MaHoSo,
            accepted_at=from_stamp(found.NgayTiepNhan),
            trial=self.trial,
        )

    def status(self, code: str) -> Status:
        """Where the dossier stands; PortalRejected when the portal does not know it."""
        found = self._wire.talk(lambda talk: _find(talk, mahoso=code))
        if found is None:
            raise PortalRejected("", "not-found")
        return Status(code=found.MaHoSo, state=found.TrangThaiHoSo, note=found.GhiChu or None)


def _hand_over(talk: Talk, dossier: Dossier, *, unit: str) -> Found:
    found = _find(talk, mathamchieu=dossier.reference) or _sync(talk, dossier, unit=unit)
    if found.TrangThaiHoSo == NEW:
        _report(talk, dossier, code=found.MaHoSo)
    return found


def _sync(talk: Talk, dossier: Dossier, *, unit: str) -> Found:
    """Send it; when the answer does not show it, what the portal really holds is looked up."""
    answer = talk.call(SYNC, isUpdating="False", data=[sync_item(dossier, unit=unit)])
    found = None if answer.exists else _line_of(answer, dossier.reference)
    found = found or _find(talk, mathamchieu=dossier.reference)
    if found is None:
        raise PortalUnavailable("the portal says it has the dossier, but cannot show it")
    return found


def _report(talk: Talk, dossier: Dossier, *, code: str) -> None:
    """Send the first line of progress. A no to it is only noted: the dossier is in, a receipt is due."""
    try:
        talk.call(PROGRESS, data=[progress_item(dossier, code=code)])
    except (PortalRejected, PortalMisused) as refused:
        _log.warning("progress_refused", reference=dossier.reference, kind=type(refused).__name__)


def _find(talk: Talk, **by: str) -> Found | None:
    answer = talk.call(LOOK_UP, **by)
    (wanted,) = by.values()
    return _line_of(answer, wanted)


def _line_of(answer: Answer, wanted: str) -> Found | None:
    """The line about this reference or code; a portal may answer with others, or with the same one twice."""
    for line in answer.result:
        if wanted in {line.get("MaThamChieu"), line.get("MaHoSo")}:
            return _read(line)
    return None


def _read(line: dict[str, Any]) -> Found:
    try:
        found = Found.model_validate(line)
        from_stamp(found.NgayTiepNhan)
    except (ValidationError, ValueError):
        raise PortalUnavailable("the portal's line about the dossier cannot be read") from None
    return found
