"""The line to a DVCQG-shaped adapter: login, sessions, one POST per call, failures sorted by kind.

It must not log or quote a body, in either direction, and must not know what a dossier is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import dumps
from threading import Lock
from typing import Annotated, Any, TypeVar

import httpx2
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from connectors.dvcqg_terms import EXISTS, MALFORMED, NO_SESSION, OK, UNKNOWN_SERVICE
from connectors.port import PortalError, PortalMisused, PortalRejected, PortalUnavailable

T = TypeVar("T")
_SIGN_INS = 3
"""Sessions tried in one talk; a portal that forgets us more often than that is unwell."""
_OVERLOADED = frozenset({408, 425, 429})
_JSON_HEADERS = {"Accept": "application/json", "Content-Type": "application/json", "Charset": "utf-8"}
_NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class DvcqgSettings(BaseModel):
    """Where the adapter listens and who we are there; the password comes from the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]
    username: _NonEmpty
    dstcode: _NonEmpty
    madonvi: Annotated[str, StringConstraints(pattern=r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$")]
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 15.0
    trial: bool = False
    auth_endpoint: Annotated[str, StringConstraints(pattern=r"^/")] = "/auth"
    integration_endpoint: Annotated[str, StringConstraints(pattern=r"^/")] = "/integration"


class SessionExpired(PortalError):
    """The portal no longer knows this session: sign in and begin again."""

    def __init__(self, session: str) -> None:
        super().__init__("session expired")
        self.session = session


def _as_text(found: object) -> object:
    return str(found) if isinstance(found, int) else found


_Code = Annotated[str, BeforeValidator(_as_text)]


class Answer(BaseModel):
    """What every call gives back; systems differ in whether error_code is text or a number."""

    error_code: _Code
    message: str | None = None
    session: str | None = None
    result: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def exists(self) -> bool:
        """Whether the portal says that it has this dossier already."""
        return self.error_code in EXISTS


@dataclass(slots=True)
class Wire:
    """One HTTP client and the session it holds; safe to share between threads."""

    settings: DvcqgSettings
    password: str = field(repr=False)
    client: httpx2.Client
    _session: str | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock)

    def talk(self, attempt: Callable[[Talk], T]) -> T:
        """Make the attempt within one session, and wholly anew whenever that session ends on the way."""
        for _ in range(_SIGN_INS):
            try:
                return attempt(Talk(self, self._signed_in()))
            except SessionExpired as expired:
                self._forget(expired.session)
        raise PortalUnavailable("the portal keeps forgetting our session")

    def post_call(self, session: str, service: str, *, extra: Mapping[str, object]) -> Answer:
        """One call; the answer is OK or `exists`, all else is a PortalError or SessionExpired."""
        body = {"session": session, "madonvi": self.settings.madonvi, "service": service, **extra}
        answer = self._post(self.settings.integration_endpoint, body)
        if answer.error_code == NO_SESSION:
            raise SessionExpired(session)
        return _judged(answer, service)

    def _signed_in(self) -> str:
        with self._lock:
            if self._session is None:
                self._session = self._login()
            return self._session

    def _forget(self, session: str) -> None:
        """Drop this session, unless another thread has signed in anew meanwhile."""
        with self._lock:
            if self._session == session:
                self._session = None

    def _login(self) -> str:
        body = {"username": self.settings.username, "password": self.password}
        answer = self._post(self.settings.auth_endpoint, body, dstcode=self.settings.dstcode)
        if answer.error_code != OK or not answer.session:
            raise PortalMisused(f"the portal refused our login (error_code {answer.error_code})")
        return answer.session

    def _post(self, path: str, body: Mapping[str, object], **headers: str) -> Answer:
        try:
            response = self.client.post(path, content=dumps(body), headers={**_JSON_HEADERS, **headers})
        except httpx2.TransportError as broken:
            raise PortalUnavailable(type(broken).__name__) from None
        _check_status(response.status_code)
        return _read(response.content)


@dataclass(frozen=True, slots=True)
class Talk:
    """Calls in one and the same session: the portal remembers per session what has been looked up."""

    _wire: Wire
    _session: str = field(repr=False)

    def call(self, service: str, **extra: object) -> Answer:
        """Call a service; errors as `Wire.post_call`."""
        return self._wire.post_call(self._session, service, extra=extra)


def _check_status(status: int) -> None:
    if status >= 500 or status in _OVERLOADED:
        raise PortalUnavailable(f"HTTP {status}")
    if status != 200:
        raise PortalMisused(f"HTTP {status}")


def _read(content: bytes) -> Answer:
    try:
        return Answer.model_validate_json(content)
    except ValidationError:  # its text quotes the body, so it is not kept as the cause
        raise PortalUnavailable("the answer is not the documented JSON") from None


def _judged(answer: Answer, service: str) -> Answer:
    if answer.error_code == OK or answer.exists:
        return answer
    if answer.error_code in {MALFORMED, UNKNOWN_SERVICE}:
        raise PortalMisused(f"{service}: error_code {answer.error_code}: {answer.message or ''}")
    raise PortalRejected(answer.message or "", answer.error_code)
