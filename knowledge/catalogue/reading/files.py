"""Opens a catalogue file, packed or not, and yields its records with their lines. It judges none of them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from knowledge.catalogue.reading.bad import BadRecord

_GZIP = b"\x1f\x8b"


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """(line, value) for each record: JSON lines, one JSON value, or a list of them.

    A line that is no JSON is a BadRecord for a value. A packed file that is cut gives what stands before the cut,
    then a BadRecord.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        opened: BinaryIO = gzip.open(raw) if packed else raw  # type: ignore[assignment]  # noqa: SIM115 - closes with raw
        yield from _lines(opened)


def _lines(opened: BinaryIO) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        for number, line in enumerate(opened, 1):
            if number == 1 and _begins_a_whole(line):
                yield from _whole(line + opened.read())
                return
            if line.strip():
                yield number, _value(line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield number + 1, BadRecord(f"the packed file is cut or damaged ({error})")


def _begins_a_whole(line: bytes) -> bool:
    """A list, or an object that goes on over several lines."""
    start = line.removeprefix(b"\xef\xbb\xbf").strip()
    return start.startswith(b"[") or start == b"{"


def _whole(text: bytes) -> Iterator[tuple[int, Any]]:
    value = _value(text)
    if isinstance(value, list):
        yield from ((number, each) for number, each in enumerate(value, 1))
    else:
        yield 1, value


def _value(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadRecord("is not UTF-8")
    except json.JSONDecodeError as error:
        return BadRecord(f"is not whole JSON ({error.msg} at character {error.pos})")
    except RecursionError:
        return BadRecord("is nested too deep")
