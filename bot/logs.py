"""Logging for the whole process: one JSON line an event, and never a citizen's words.

Only the keys of `ALLOWED` pass; whatever else code tries to log, an exception's message included, is dropped,
because a message text or a name can hide in any of them.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "where", "error", "outcome", "reference", "adapter", "attempt", "count",
        "seconds", "port", "url", "procedure", "flow", "channel", "officer_id", "problem",
    }
)  # fmt: skip


def keep_allowed(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that could carry a person's words."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class _WarningsOnly(logging.Handler):
    """Libraries may say where and how badly something failed, not what they were handling."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[0]
        structlog.get_logger().warning("library", where=record.name, error=error.__name__ if error else None)


class _Lines:
    """Writes lines to wherever standard error leads now; a log that is gone must not stop the work."""

    def __init__(self, *_: object) -> None:
        pass

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg


def configure() -> None:
    """Set up logging to stderr; call once at start."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            keep_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=_Lines,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_WarningsOnly()], force=True)
    threading.excepthook = lambda died: _note("thread died", died.exc_value)
    sys.unraisablehook = lambda failed: _note("clean-up failed", failed.exc_value)


def _note(event: str, error: BaseException | None) -> None:
    """In place of Python's own traceback, which ends with the message."""
    log.error(event, error=error_name(error) if error else None)


def error_name(error: BaseException) -> str:
    """What may be logged of an exception: its class and where it was raised, never its message."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"@{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


log: structlog.stdlib.BoundLogger = structlog.get_logger("motcua")
