"""Bearer tokens of the web chat and sealed cookies of the desk: signed with a key derived from the seal's.

Nothing is stored: a token holds what it says and a signature. It must not carry anything personal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from secrets import token_urlsafe


class Signer:
    """Signs short texts for one purpose, so that a token of one kind is never taken for another."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        self._keys = [hmac.digest(key, purpose.encode(), hashlib.sha256) for key in keys]

    def sign(self, text: str) -> str:
        """`text.signature`, safe in a header and a cookie."""
        return f"{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}.{_signature(self._keys[0], text)}"

    def read(self, token: str) -> str | None:
        """The text that was signed; None for anything else."""
        encoded, _, signature = token.partition(".")
        try:
            text = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except ValueError:
            return None
        known = any(_same(signature, _signature(key, text)) for key in self._keys)
        return text if known else None


def _signature(key: bytes, text: str) -> str:
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def new_citizen() -> str:
    """A web citizen that nobody can guess."""
    return f"web:{token_urlsafe(18)}"
