"""Who is signed in to the trial portal, until when, and what they have looked up.

Kept in memory on purpose: a restart forgets every session, so that clients must sign in again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from connectors.sandbox.account import Account


@dataclass(slots=True)
class Visit:
    """One session: when it ends, and the references asked about so far."""

    ends_at: datetime
    looked_up: set[str] = field(default_factory=set)


class Sessions:
    """Opens sessions for the one account; safe between threads."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._visits: dict[str, Visit] = {}
        self._lock = Lock()

    def open(self, *, username: str, password: str, dstcode: str, now: datetime) -> str | None:
        """A new session's token; None when anything of the login is wrong."""
        own = self.account
        given = f"{username}\0{password}\0{dstcode}".encode()
        wanted = f"{own.username}\0{own.password}\0{own.dstcode}".encode()
        if not secrets.compare_digest(given, wanted):
            return None
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._visits = {key: kept for key, kept in self._visits.items() if kept.ends_at > now}
            self._visits[token] = Visit(now + timedelta(seconds=own.session_seconds))
        return token

    def visit(self, token: object, *, now: datetime) -> Visit | None:
        """The session of this token; None when there is none or it has ended."""
        with self._lock:
            found = self._visits.get(token) if isinstance(token, str) else None
        return found if found is not None and found.ends_at > now else None
