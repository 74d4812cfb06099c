"""Processes of this program beside it: started again when they fail, ended when it ends, however it ends."""

from __future__ import annotations

import subprocess
import sys
import threading

from bot.home import Home
from bot.logs import log

RESTART_SECONDS = 3.0
STOP_SECONDS = 10.0


class Child:
    """One such process. It holds our pipe: when we are killed it reads the end of it and stops by itself."""

    def __init__(self, words: list[str], home: Home, config: str | None = None) -> None:
        chosen = ["--config", config] if config else []
        self._command = [sys.executable, "-m", "bot", "--home", str(home.folder), *chosen, *words]
        self._name = words[0]
        self._stopping = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it and start it no more."""
        self._stopping.set()
        self._process.terminate()
        self._thread.join(STOP_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE)

    def _watch(self) -> None:
        while True:
            code = self._process.wait()
            if self._stopping.wait(RESTART_SECONDS):
                return
            log.error("child ended, starting it again", where=self._name, count=code)
            self._process = self._start()
            if self._stopping.is_set():  # stop() came between and ended the one before
                self._process.terminate()
