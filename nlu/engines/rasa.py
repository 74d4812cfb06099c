"""Rasa as a service of its own, asked over this computer's own network. It must be given masked text only.

Whatever it fails at comes back as None, so that the embedded engine answers; nothing is written to a log here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlu.engines.examples import LEARNED
from nlu.engines.guess import DANGERS, Scored
from nlu.text import fold

PARSE: Final = "/model/parse"
UNSURE: Final = "nlu_fallback"
"""What Rasa's FallbackClassifier puts first when nothing is certain enough."""
SURE: Final = 0.7
SURE_OF_DANGER: Final = 0.85
FAILURES: Final = 3
PAUSE_SECONDS: Final = 30.0


class _Ranked(BaseModel):
    # A later Rasa may tell more of it; what is read here is checked.
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    confidence: float = Field(ge=0, le=1)


class _Parsed(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    intent: _Ranked
    intent_ranking: tuple[_Ranked, ...]


class Breaker:
    """After so many failures in a row nothing is tried for a while; then one try decides."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._until = 0.0

    def lets_through(self) -> bool:
        """Whether a try may be made; of several that come when the pause is over, only the first."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + PAUSE_SECONDS
            return True

    def note(self, *, failed: bool) -> None:
        """How the try ended."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._until = self._clock() + PAUSE_SECONDS if failed else 0.0


class RasaEngine:
    """Callable: masked text in, Rasa's best intent out, or None when it cannot be had or makes no sense."""

    def __init__(self, url: str, timeout: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        # The environment's proxies are for the internet; this must never leave the computer.
        self._client = httpx2.Client(base_url=url, timeout=timeout, trust_env=False, follow_redirects=False)
        self._breaker = Breaker(clock)

    def __call__(self, text: str) -> Scored | None:
        """One request; never raises. A text without a word is not asked about: Rasa takes it for something."""
        if not fold(text) or not self._breaker.lets_through():
            return None
        scored = self._asked(text)
        self._breaker.note(failed=scored is None)
        return scored

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _asked(self, text: str) -> Scored | None:
        try:
            answer = self._client.post(PARSE, json={"text": text})
            answer.raise_for_status()
            parsed = _Parsed.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError):
            return None
        return _scored(parsed) if parsed.text == text else None


def _scored(parsed: _Parsed) -> Scored | None:
    """Rasa's best intent of ours; its own word for being unsure leaves the next one, unsure."""
    ranked = (each for each in (parsed.intent, *parsed.intent_ranking) if each.name != UNSURE)
    best = next(ranked, None)
    known = next((each for each in LEARNED if best and each == best.name), None)
    if best is None or known is None:
        return None
    enough = SURE_OF_DANGER if known in DANGERS else SURE
    return Scored(known, best.confidence, sure=parsed.intent.name == known and best.confidence >= enough)
