"""The resources in force, exchanged whole when content was published or a catalogue imported.

Turns that are under way keep the resources they began with. It must not decide anything.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.logs import error_name, log
from bot.moment import Resources

POLL_SECONDS = 0.5


class Live:
    """Looks twice a second whether anything changed; content that does not load leaves the old in force."""

    def __init__(
        self,
        mark: Callable[[], object],
        load: Callable[[], Resources],
        reload: Callable[[Resources], Resources],
    ) -> None:
        """`mark` differs once something changed; `reload` reads what can change and keeps the rest."""
        self._mark = mark
        self._reload = reload
        self._seen = mark()
        self.resources = load()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """Begin looking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def refresh(self) -> bool:
        """Take up what changed; whether anything did."""
        before, self._seen = self._seen, self._mark()
        if self._seen == before:
            return False
        self.resources = self._reload(self.resources)
        return True

    def _run(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            try:
                if self.refresh():
                    log.info("content taken up")
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, people are still answered
                log.error("content not taken up", error=error_name(error))
