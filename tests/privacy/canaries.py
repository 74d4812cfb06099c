"""Words and numbers that must never be found where nobody sealed them, and how to look for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

from nlu.text import unmark

CANARIES = {
    "mother": "Trịnh Hoài Cẩm Ngưng",
    "child": "Nguyễn Bảo Thạch Sùng",
    "number": "079188123457",
    "phone": "0987612345",
    "phone as typed": "0987 612 345",
    "address": "hẻm Cá Chép, ấp Gò Dưa Hấu",
    "otp": "739154",
    "free text": "sổ gia đình bìa xanh lá mạ",
    "email": "cam.ngung.79@example.com",
    "desk": "chờ bên cửa sổ hoa giấy",
    "abroad": "Łukasz Ẩn-Danh",
}
"""What was planted, by what it stands for."""


@cache
def shapes(words: str) -> frozenset[bytes]:
    """Every shape in which these words could lie in a file: marks, case, encodings, grouping of digits."""
    texts = {words, unmark(words), normalize("NFD", words), normalize("NFC", words)}
    texts |= {each.upper() for each in texts} | {each.lower() for each in texts} | {each.title() for each in texts}
    if words.isdigit() and len(words) > 6:
        texts |= {separator.join(_grouped(words, size)) for size in (3, 4) for separator in " .-"}
    return frozenset(shape for text in texts for shape in _encoded(text))


def _grouped(digits: str, size: int) -> list[str]:
    return [digits[start : start + size] for start in range(0, len(digits), size)]


def _encoded(text: str) -> Iterator[bytes]:
    yield text.encode()
    yield text.encode("utf-16-le")
    yield json.dumps(text)[1:-1].encode()
    yield quote(text).encode()
    yield text.replace(" ", "_").encode()


def found_in(content: bytes) -> set[str]:
    """Which canaries these bytes hold, in whatever shape."""
    return {name for name, words in CANARIES.items() if any(shape in content for shape in shapes(words))}


def found_under(folder: Path) -> dict[str, set[str]]:
    """The same for every file under a folder; only files that hold one."""
    held = {str(file): found_in(file.read_bytes()) for file in folder.rglob("*") if file.is_file()}
    return {file: names for file, names in held.items() if names}
