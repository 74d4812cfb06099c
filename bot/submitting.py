"""Carries submissions to their portals until they are accepted or refused, and follows what becomes of them.

The submission was saved before this begins. Sending again is harmless: the reference is the portal's
idempotency key. See docs/adr/0002.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from bot.config import Adapter
from bot.dossiers import restore
from bot.logs import error_name, log
from bot.messages import AttachedFile, Reply
from bot.store.records import Attached, Due, SubmissionKept
from bot.store.store import Store
from bot.wording import Wording
from connectors.port import Dossier, Portal, PortalMisused, PortalRejected, PortalUnavailable, Receipt

POLL_SECONDS = 0.2
LEASE_SECONDS = 60.0
"""Longer than the three calls of one submission can take together."""
FOLLOW_SECONDS = 5.0
WATCHED_AT_ONCE = 50
MISUSED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds to wait after the first failure; doubles up to the last."""

    first: float
    last: float

    def after(self, attempts: int) -> float:
        """Seconds until the next try."""
        return min(self.last, self.first * 2.0 ** min(attempts - 1, 30))


class Submitting:
    """One thread that sends what is due and asks after what was accepted."""

    def __init__(
        self,
        store: Store,
        portals: Mapping[Adapter, Portal],
        wording: Wording,
        *,
        pace: Pace,
        clock: Callable[[], float],
        office: str,
        worker: str = "",
    ) -> None:
        self._store = store
        self._portals = portals
        self._wording = wording
        self._pace = pace
        self._clock = clock
        self._office = office
        self._worker = worker
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="submitting", daemon=True)
        self._followed_at = 0.0
        self._followed = ""

    def start(self) -> None:
        """Begin with whatever an earlier run left over, what it was just sending included."""
        self._store.submissions.free(self._worker)
        self._thread.start()

    def stop(self) -> None:
        """Finish the call at hand and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def deliver(self) -> int:
        """Send everything that is due now; returns how many were tried."""
        due = self._store.submissions.lease(self._clock(), LEASE_SECONDS, worker=self._worker)
        for each in due:
            try:
                self._deliver(each)
            except Exception as error:  # noqa: BLE001 - one that cannot be sent must not hold the others up
                log.error("submission failed", reference=each.reference, error=error_name(error))
                self._store.submissions.later(each, self._clock() + self._pace.after(each.attempts))
        return len(due)

    def follow(self) -> None:
        """Ask the portals how accepted dossiers stand; tell the citizen what is new."""
        away: set[Adapter] = set()
        for kept in self._next_watched():
            if kept.adapter in away or self._stopping.is_set():
                continue
            try:
                self._follow(kept)
            except PortalUnavailable:
                away.add(kept.adapter)
            except Exception as error:  # noqa: BLE001 - nor must one that cannot be asked after
                log.error("following failed", reference=kept.reference, error=error_name(error))

    def _next_watched(self) -> list[SubmissionKept]:
        """Some of the accepted dossiers, others at each call, so that every one has its turn."""
        found = self._store.submissions.watched(after=self._followed, limit=WATCHED_AT_ONCE)
        self._followed = found[-1].reference if len(found) == WATCHED_AT_ONCE else ""
        return found

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self.deliver()
                if self._clock() - self._followed_at >= FOLLOW_SECONDS:
                    self._followed_at = self._clock()
                    self.follow()
            except Exception as error:  # noqa: BLE001 - the database may come back; the lease runs out by itself
                log.error("submitting failed", error=error_name(error))
                busy = 0
            if not busy:
                self._stopping.wait(POLL_SECONDS)

    def _deliver(self, due: Due) -> None:
        dossier = restore(due.body)
        try:
            receipt = self._portals[due.adapter].submit(dossier)
        except PortalRejected as refusal:
            log.warning("submission refused", reference=due.reference, adapter=due.adapter)
            text = self._wording.say("submission.rejected", reference=due.reference, why=refusal.message)
            self._store.submissions.rejected(due, now=self._clock(), reply=Reply(text))
        except (PortalUnavailable, PortalMisused) as error:
            wait = MISUSED_SECONDS if isinstance(error, PortalMisused) else self._pace.after(due.attempts)
            log.warning("submission postponed", reference=due.reference, error=type(error).__name__, seconds=wait)
            self._store.submissions.later(due, self._clock() + wait)
        else:
            self._accept(due, dossier, receipt)

    def _accept(self, due: Due, dossier: Dossier, receipt: Receipt) -> None:
        files = [
            Attached(token_urlsafe(18), file.name, file.media_type, file.content) for file in receipt.attachments
        ]
        shown = tuple(AttachedFile(file.id, file.name, file.media_type) for file in files)
        reply = Reply(self._told(dossier, receipt), attachments=shown)
        self._store.submissions.accepted(due, now=self._clock(), code=receipt.code, reply=reply, files=files)
        log.info("submission accepted", reference=due.reference, adapter=due.adapter, attempt=due.attempts)

    def _told(self, dossier: Dossier, receipt: Receipt) -> str:
        if receipt.code is None:
            return self._wording.say(
                "submission.packet",
                reference=receipt.reference,
                page=dossier.portal_page or self._wording.say("answer.portal"),
                office=self._wording.fill(self._office),
            )
        name = "accepted_trial" if receipt.trial else "accepted"
        return self._wording.say(f"submission.{name}", reference=receipt.reference, code=receipt.code)

    def _follow(self, kept: SubmissionKept) -> None:
        portal = self._portals.get(kept.adapter)
        if portal is None or kept.portal_code is None:
            return
        try:
            status = portal.status(kept.portal_code)
        except (PortalMisused, PortalRejected):
            return
        if status.state != kept.portal_state:
            state = self._wording.say(f"submission.state.{status.state}")
            text = self._wording.say("submission.moved", reference=kept.reference, state=state)
            if status.note:
                text += "\n" + self._wording.say("submission.note", note=status.note)
            self._store.submissions.moved(kept.reference, status.state, Reply(text), now=self._clock())
