"""Seals people's words and answers with AES-256-GCM, bound to the table, column and row they belong to.

Sealed form: `1 | length of key id | key id | 12-byte nonce | ciphertext`. A value moved to another row does
not open. It makes no decision about what is personal: the store seals whatever a citizen said.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12


class SealError(Exception):
    """A sealed value that does not open: wrong key, wrong row, or damaged."""


class Seal:
    """Keys by id; the first one seals, all of them open (so keys can be rotated)."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))
        self.signing_key = hmac.digest(keys[self._current], b"signing", "sha256")
        name = self._current.encode()
        self._prefix = VERSION + bytes([len(name)]) + name

    def close(self, plain: bytes, place: str) -> bytes:
        """Seal bytes for one place, written `table.column:row`."""
        nonce = token_bytes(NONCE_BYTES)
        return self._prefix + nonce + self._ciphers[self._current].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed for this place; raises SealError otherwise."""
        size = sealed[1]
        key_id, rest = sealed[2 : 2 + size].decode(), sealed[2 + size :]
        try:
            return self._ciphers[key_id].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
        except (KeyError, InvalidTag) as error:
            raise SealError(place) from error


def parse_keys(text: str) -> dict[str, bytes]:
    """Keys from "id:base64,id:base64", newest first; raises ValueError for anything else."""
    keys: dict[str, bytes] = {}
    for part in text.strip().split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"key {key_id!r} is not base64") from error
        if len(key) != KEY_BYTES or not key_id:
            raise ValueError(f"key {key_id!r} must be {KEY_BYTES} bytes in base64 with an id before the colon")
        keys[key_id] = key
    return keys


def load_keys(environment: str | None, file: Path) -> dict[str, bytes]:
    """Keys from the environment's text, else from the file, which is made on the first run (mode 600)."""
    if environment:
        return parse_keys(environment)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = f"{token_hex(3)}:{base64.b64encode(token_bytes(KEY_BYTES)).decode()}\n"
        write_secret(file, fresh)
    return parse_keys(file.read_text(encoding="ascii"))


def write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all; an existing one stays as it is."""
    partial = file.with_name(f"{file.name}.{token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(partial, file)  # two processes starting at once: the first one wins, both use its key
    except FileExistsError:
        pass
    finally:
        partial.unlink()
