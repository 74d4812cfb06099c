"""Fetches one page of JSON from the portal, politely: paced, conditional, again after a while when it is unwell.

It must not know what a procedure is, nor keep anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_LONGEST_ANSWER = 20_000_000
_LONGEST_WAIT = 300.0


class CatalogueUnavailable(Exception):
    """The portal gave no usable answer, however often it was asked."""


class CatalogueRefused(Exception):
    """The portal answers, but does not want to be asked so: asking again is of no use."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a portal gives with an answer so that it need not be sent again while it is the same."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. `body` is None when it is the same as before, `gone` when there is none any more."""

    body: Any = None
    validators: Validators = Validators()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """How often to ask: seconds between two requests, tries at one, and the first wait after a failure."""

    pace: float = 0.5
    tries: int = 5
    first_wait: float = 1.0


class CatalogueWire:
    """One HTTP client. `sleep` waits; tests give one that only counts."""

    def __init__(self, client: httpx2.Client, manners: Manners, *, sleep: Callable[[float], None]) -> None:
        self._client = client
        self._manners = manners
        self._sleep = sleep

    def get(self, path: str, known: Validators = Validators()) -> Page:
        """The page at this path, or word that it is as it was.

        Raises CatalogueUnavailable after the last try, CatalogueRefused when asking again is of no use.
        """
        wait = self._manners.first_wait
        reason = ""
        for _ in range(self._manners.tries):
            self._sleep(self._manners.pace)
            try:
                return self._once(path, known)
            except _TryAgain as again:
                reason = str(again)
                self._sleep(min(max(wait, again.after), _LONGEST_WAIT))
                wait *= 2
        raise CatalogueUnavailable(f"{path}: {reason}")

    def _once(self, path: str, known: Validators) -> Page:
        try:
            answer = self._client.get(path, headers=_conditions(known))
        except httpx2.TransportError as error:
            raise _TryAgain(type(error).__name__) from None
        if answer.status_code == 304 and known != Validators():
            return Page()
        if answer.status_code in _GONE:
            return Page(gone=True)
        if answer.status_code in _AGAIN:
            raise _TryAgain(f"HTTP {answer.status_code}", after=_seconds(answer.headers.get("Retry-After", "")))
        if answer.status_code != 200:
            raise CatalogueRefused(f"{path}: HTTP {answer.status_code}")
        return Page(_json(answer.content), _validators(answer))


class _TryAgain(Exception):
    def __init__(self, reason: str, *, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


def _json(content: bytes) -> Any:
    """The value; an answer that was cut or is no JSON is asked for again."""
    if len(content) > _LONGEST_ANSWER:
        raise _TryAgain("an answer too long to be one")
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _TryAgain("an answer that is not whole JSON") from None


def _conditions(known: Validators) -> dict[str, str]:
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {"Accept": "application/json"} | {name: value for name, value in given.items() if value}


def _validators(answer: httpx2.Response) -> Validators:
    return Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def _seconds(text: str) -> float:
    """Retry-After in seconds; a date there is as good as nothing, the waits grow anyway."""
    return float(text) if text.isdecimal() else 0.0
