"""Takes messages in and turns through: one thread a process, many messages and many turns to a commit.

`receive` returns once the message is on the disk. A turn is decided outside any transaction and kept only if it
still holds (see `bot.store.turns`); a message that breaks the conversation gets an apology, never silence.
"""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from bot.logs import error_name, log
from bot.messages import IncomingMessage, Reply
from bot.store.records import Arrival, Decided, TurnKept, Waiting
from bot.store.turns import Turns
from bot.turn import Turn

BATCH = 64
POLL_SECONDS = 0.1
PAUSE_AFTER_FAILURE_SECONDS = 0.5

AWAY = (OperationalError, InterfaceError, InternalError, OSError)
"""Troubles of the database itself: nothing is decided about any message until it is back."""

Arrivals = list[tuple[IncomingMessage, Future[Arrival]]]
Decide = Callable[[Waiting], Decided]


class Inbox:
    """The way of a message into the store and through the conversation."""

    def __init__(self, turns: Turns, decide: Decide, apology: str, clock: Callable[[], float]) -> None:
        self._turns = turns
        self._decide = decide
        self._apology = apology
        self._clock = clock
        self._arrivals: queue.SimpleQueue[tuple[IncomingMessage, Future[Arrival]]] = queue.SimpleQueue()
        self._watchers: dict[tuple[str, str], list[Callable[[TurnKept], None]]] = defaultdict(list)
        self._watchers_lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def start(self) -> None:
        """Begin taking turns, those left over from an earlier run first."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def receive(self, message: IncomingMessage) -> Future[Arrival]:
        """Keep a message; the future is done when it is on the disk."""
        future: Future[Arrival] = Future()
        future.set_running_or_notify_cancel()  # a client who has gone must not spoil the batch
        self._arrivals.put((message, future))
        return future

    def watch(self, citizen: str, message_id: str, done: Callable[[TurnKept], None]) -> Callable[[], None]:
        """Call `done` (on the inbox's thread) with this message's turn once it is kept; returns how to stop."""
        key = (citizen, message_id)
        with self._watchers_lock:
            self._watchers[key].append(done)

        def stop_watching() -> None:
            with self._watchers_lock:
                watchers = self._watchers.get(key, [])
                if done in watchers:
                    watchers.remove(done)
                if not watchers:
                    self._watchers.pop(key, None)

        return stop_watching

    def take_turns(self) -> int:
        """Take one batch of turns; returns how many were kept."""
        waiting = self._turns.unhandled(BATCH)
        if not waiting:
            return 0
        return self._keep([self._decided(each) for each in waiting])

    def _run(self) -> None:
        busy = False
        while not self._stopping.is_set():
            try:
                self._keep_arrivals(self._drain(wait=not busy))
                busy = self.take_turns() > 0
            except Exception as error:  # noqa: BLE001 - the database may come back; nothing is lost meanwhile
                log.error("inbox failed", error=error_name(error))
                self._stopping.wait(PAUSE_AFTER_FAILURE_SECONDS)

    def _drain(self, *, wait: bool) -> Arrivals:
        arrivals: Arrivals = []
        try:
            arrivals.append(self._arrivals.get(timeout=POLL_SECONDS) if wait else self._arrivals.get_nowait())
            while len(arrivals) < BATCH:
                arrivals.append(self._arrivals.get_nowait())
        except queue.Empty:
            pass
        return arrivals

    def _keep_arrivals(self, arrivals: Arrivals) -> None:
        if not arrivals:
            return
        try:
            results = self._turns.receive([message for message, _ in arrivals])
        except Exception as error:
            if len(arrivals) > 1 and not isinstance(error, AWAY):
                self._keep_arrivals_one_by_one(arrivals)
                return
            for _, future in arrivals:
                future.set_exception(error)
            raise
        for (_, future), result in zip(arrivals, results, strict=True):
            future.set_result(result)

    def _keep_arrivals_one_by_one(self, arrivals: Arrivals) -> None:
        """So that only the message that cannot be kept is refused."""
        for each in arrivals:
            try:
                self._keep_arrivals([each])
            except Exception as error:  # noqa: BLE001 - its sender was told
                log.error("message cannot be kept", error=error_name(error))

    def _decided(self, waiting: Waiting) -> Decided:
        try:
            return self._decide(waiting)
        except Exception as error:  # noqa: BLE001 - one broken message must not stop everybody's
            log.error("turn failed", error=error_name(error))
            return self._apologetic(waiting)

    def _apologetic(self, waiting: Waiting) -> Decided:
        session = replace(waiting.session, doubt=None)
        return Decided(waiting, Turn(session, "error", (Reply(self._apology),)))

    def _keep(self, decided: list[Decided]) -> int:
        try:
            kept = self._turns.keep(decided, self._clock())
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - one of them is at fault: each alone shows which
            log.error("batch failed, trying one by one", error=error_name(error), count=len(decided))
            return sum(self._told([each], self._keep_alone(each)) for each in decided)
        return self._told(decided, kept)

    def _told(self, decided: list[Decided], kept: dict[int, TurnKept]) -> int:
        for each in decided:
            if turn := kept.get(each.waiting.seq):
                self._tell_watchers(each.waiting, turn)
        return len(kept)

    def _keep_alone(self, decided: Decided) -> dict[int, TurnKept]:
        """One turn, so that it holds nobody up; one that cannot be written is answered with the apology."""
        try:
            return self._turns.keep([decided], self._clock())
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - what this turn holds cannot be written
            log.error("turn cannot be kept", error=error_name(error))
            return self._turns.keep([self._apologetic(decided.waiting)], self._clock())

    def _tell_watchers(self, waiting: Waiting, turn: TurnKept) -> None:
        with self._watchers_lock:
            watchers = self._watchers.pop((waiting.message.citizen, waiting.message.id), [])
        for done in watchers:
            done(turn)
