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
LONGEST_ID = 32


class SealError(Exception):
    """A sealed value that does not open: wrong key, wrong row, or damaged."""


class KeyProblem(Exception):
    """Keys that cannot be used; `problems` are lines for whoever starts us, without a byte of any key."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Seal:
    """Keys by id; the first one seals, all of them open (so keys can be rotated)."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.current = next(iter(keys))
        # Tokens that an older key signed stay good: a citizen's token is the only way back to their papers.
        self.signing_keys = tuple(hmac.digest(key, b"signing", "sha256") for key in keys.values())
        name = self.current.encode()
        self._prefix = VERSION + bytes([len(name)]) + name

    def close(self, plain: bytes, place: str) -> bytes:
        """Seal bytes for one place, written `table.column:row`."""
        nonce = token_bytes(NONCE_BYTES)
        return self._prefix + nonce + self._ciphers[self.current].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed for this place; raises SealError otherwise."""
        try:
            if sealed[:1] != VERSION:
                raise SealError(place)
            size = sealed[1]
            key_id, rest = sealed[2 : 2 + size].decode(), sealed[2 + size :]
            return self._ciphers[key_id].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
        except (LookupError, ValueError, InvalidTag) as error:  # cut short, or no key of that name
            raise SealError(place) from error

    def knows(self, key_id: str) -> bool:
        """Whether there is a key with this id."""
        return key_id in self._ciphers


def parse_keys(text: str) -> dict[str, bytes]:
    """Keys from "id:base64,id:base64", newest first; raises KeyProblem with all that is wrong."""
    keys: dict[str, bytes] = {}
    problems = []
    for number, part in enumerate(text.strip().split(","), 1):
        key_id, _, encoded = part.strip().partition(":")
        key = _decoded(encoded)
        if not 1 <= len(key_id.encode()) <= LONGEST_ID or len(key) != KEY_BYTES:
            # By its number: somebody who forgot the id would read their key in the log.
            problems.append(f"keys: number {number} must be an id, a colon and {KEY_BYTES} bytes in base64")
        elif key_id in keys:
            problems.append(f"keys: number {number} has the id of an earlier one")
        keys[key_id] = key
    if problems:
        raise KeyProblem(*problems)
    return keys


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


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
