"""Who may sit at the desk: one password for the counter, made on the first run, and a signed cookie after it.

Only the password's hash is kept. It must not know what officers read or write.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.sealing import write_secret
from bot.web.tokens import Signer

SHIFT_SECONDS = 12 * 3600
TRIES_A_MINUTE = 10
COOKIE = "motcua_desk"


def first_password(file: Path) -> str | None:
    """Make a password when there is none yet; returns it once, to be shown to whoever started us."""
    if file.exists():
        return None
    password = "-".join(token_urlsafe(3) for _ in range(3))
    write_secret(file, PasswordHasher().hash(password))
    return password


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody at the desk; `session` tells two shifts of the same name apart and guards forms."""

    name: str
    session: str


class Officers:
    """Checks the password and reads the cookie."""

    def __init__(self, password_file: Path, signer: Signer, form_signer: Signer) -> None:
        self._hash = password_file.read_text(encoding="ascii").strip()
        self._signer = signer
        self._forms = form_signer
        self._failures: deque[float] = deque(maxlen=TRIES_A_MINUTE)
        self._lock = Lock()

    def too_many_tries(self) -> bool:
        """Whether so many wrong passwords came lately that none is looked at."""
        with self._lock:
            full = len(self._failures) == TRIES_A_MINUTE
            return full and time.monotonic() - self._failures[0] < 60

    def sign_in(self, name: str, password: str) -> str | None:
        """The cookie for this officer; None when the password is wrong. Slow on purpose."""
        try:
            PasswordHasher().verify(self._hash, password)
        except (VerificationError, InvalidHashError):
            with self._lock:
                self._failures.append(time.monotonic())
            return None
        return self._signer.sign(f"{int(time.time()) + SHIFT_SECONDS}|{token_urlsafe(9)}|{name}")

    def of(self, cookie: str | None) -> Officer | None:
        """Whose cookie this is; None when it is not ours or the shift is over."""
        text = self._signer.read(cookie) if cookie else None
        if text is None:
            return None
        until, session, name = text.split("|", 2)
        return Officer(name, session) if int(until) > time.time() else None

    def form_token(self, session: str) -> str:
        """What a form must send back, so that no other site can post it."""
        return self._forms.sign(session)

    def is_form_token(self, token: str, session: str) -> bool:
        """Whether a form was made for this session."""
        return self._forms.read(token) == session
