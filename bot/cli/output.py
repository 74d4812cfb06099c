"""Writing JSON lines and reading input lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any


def emit(found: Any) -> None:
    """One JSON value on one line, at once."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def inputs(words: list[str], *, lines: bool) -> Iterator[str]:
    """What to look at: the words of the command line as one text, or every line of standard input."""
    if lines or not words:
        for line in sys.stdin:
            if text := line.rstrip("\r\n"):
                yield text
            elif lines:
                yield ""
    else:
        yield " ".join(words)


def local_today() -> date:
    """The day where this command is run."""
    return datetime.now(UTC).astimezone().date()
