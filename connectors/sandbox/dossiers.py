"""The trial portal's own SQLite database: dossiers, their progress, and the daily counter of codes.

Every write is one durable transaction. It knows the rules that must hold under a race (one dossier per
reference, legal moves only) and nothing of HTTP, sessions or faults.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from connectors.dvcqg_terms import VIETNAM, to_stamp
from connectors.sandbox.items import NewItem, ProgressItem, UpdatedItem
from connectors.sandbox.states import may_move

_SCHEMA = """
CREATE TABLE IF NOT EXISTS dossiers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    procedure_code TEXT NOT NULL,
    state INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    item TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS progress (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL REFERENCES dossiers (code),
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    state INTEGER NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (code, at, person, state, content)
);
CREATE TABLE IF NOT EXISTS counters (
    unit TEXT NOT NULL,
    day TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (unit, day)
);
"""
_SELECT: Final = """
SELECT d.*, (SELECT content FROM progress p WHERE p.code = d.code ORDER BY number DESC LIMIT 1) AS note
FROM dossiers d
"""
_WAIT_SECONDS = 30.0


class UnknownDossier(KeyError):
    """No dossier has this key."""


class IllegalMove(ValueError):
    """The dossier may not go from its state to the one asked for."""


class AlreadyHere(ValueError):
    """At least one reference of a new batch is known; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A dossier as it lies here; `item` is what arrived, `note` the latest line of progress."""

    reference: str
    code: str
    procedure_code: str
    state: int
    received_at: datetime
    item: dict[str, Any]
    note: str | None


class DossierStore:
    """One database file; a connection per call, so any thread may call."""

    def __init__(self, database: Path) -> None:
        self._database = database
        database.parent.mkdir(parents=True, exist_ok=True)
        database.touch(mode=0o600)
        with self._connection() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)

    def find(self, *, reference: str | None = None, code: str | None = None) -> Stored | None:
        """The dossier with this reference or with this code of ours."""
        with self._connection() as db:
            row = db.execute(f"{_SELECT} WHERE reference = ? OR code = ?", (reference, code)).fetchone()
        return None if row is None else _stored(row)

    def page(self, *, start: int = 0, size: int = -1) -> list[Stored]:
        """Dossiers, newest first; all of them unless a size is given."""
        with self._connection() as db:
            rows = db.execute(f"{_SELECT} ORDER BY number DESC LIMIT ? OFFSET ?", (size, start)).fetchall()
        return [_stored(row) for row in rows]

    def count(self) -> int:
        """How many dossiers there are."""
        with self._connection() as db:
            found: tuple[int] = db.execute("SELECT count(*) FROM dossiers").fetchone()
        return found[0]

    def progress(self, code: str) -> list[dict[str, Any]]:
        """The lines of progress of one dossier, oldest first."""
        with self._connection() as db:
            rows = db.execute(
                "SELECT at, person, state, content FROM progress WHERE code = ? ORDER BY number", (code,)
            )
            return [dict(row) for row in rows]

    def accept(self, items: Sequence[NewItem], *, unit: str, received_at: datetime) -> None:
        """Store a batch of new dossiers, each with a code of its own; AlreadyHere stores none of them."""
        with self._writing() as db:
            if any(_known(db, item.MaThamChieu) for item in items):
                raise AlreadyHere
            for item in items:
                code = _next_code(db, unit=unit, received_at=received_at)
                db.execute(
                    "INSERT INTO dossiers (reference, code, procedure_code, state, received_at, item)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        item.MaThamChieu,
                        code,
                        item.MaTTHC,
                        item.state,
                        received_at.isoformat(),
                        item.model_dump_json(),
                    ),
                )

    def update(self, items: Sequence[UpdatedItem]) -> None:
        """Replace what dossiers say and move their state; UnknownDossier or IllegalMove changes none."""
        with self._writing() as db:
            for item in items:
                _move(db, item.MaHoSo, state=item.state)
                db.execute("UPDATE dossiers SET item = ? WHERE code = ?", (item.model_dump_json(), item.MaHoSo))

    def report(self, items: Sequence[ProgressItem]) -> None:
        """Keep lines of progress and move states with them; a line that is here already changes nothing."""
        with self._writing() as db:
            for item in items:
                line = (item.MaHoSo, item.ThoiDiemXuLy, item.NguoiXuLy, item.state, item.NoiDungXuLy)
                if not _kept(db, line):
                    _move(db, item.MaHoSo, state=item.state)
                    _keep(db, line)

    def move(self, code: str, state: int, *, person: str, content: str, at: datetime) -> None:
        """An officer's step at the desk: a move and its line of progress; raises like `report`."""
        with self._writing() as db:
            _move(db, code, state=state)
            _keep(db, (code, to_stamp(at), person, state, content))

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._database, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            yield db
        finally:
            db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its first read, so that checks stay true."""
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


_Line = tuple[str, str, str, int, str]


def _stored(row: sqlite3.Row) -> Stored:
    return Stored(
        reference=row["reference"],
        code=row["code"],
        procedure_code=row["procedure_code"],
        state=row["state"],
        received_at=datetime.fromisoformat(row["received_at"]),
        item=json.loads(row["item"]),
        note=row["note"],
    )


def _known(db: sqlite3.Connection, reference: str) -> bool:
    return db.execute("SELECT 1 FROM dossiers WHERE reference = ?", (reference,)).fetchone() is not None


def _next_code(db: sqlite3.Connection, *, unit: str, received_at: datetime) -> str:
    """`{MaDinhDanh}-{yyMMdd}-{seq}`; the counter begins anew each day in each unit."""
    day = received_at.astimezone(VIETNAM).strftime("%y%m%d")
    (last,) = db.execute(
        "INSERT INTO counters (unit, day, last) VALUES (?, ?, 1)"
        " ON CONFLICT (unit, day) DO UPDATE SET last = last + 1 RETURNING last",
        (unit, day),
    ).fetchone()
    return f"{unit}-{day}-{last:04d}"


def _move(db: sqlite3.Connection, code: str, *, state: int) -> None:
    row = db.execute("SELECT state FROM dossiers WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise UnknownDossier(code)
    if not may_move(old=row["state"], new=state):
        raise IllegalMove(f"{row['state']} → {state}")
    db.execute("UPDATE dossiers SET state = ? WHERE code = ?", (state, code))


def _kept(db: sqlite3.Connection, line: _Line) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM progress WHERE code = ? AND at = ? AND person = ? AND state = ? AND content = ?",
            line,
        ).fetchone()
        is not None
    )


def _keep(db: sqlite3.Connection, line: _Line) -> None:
    db.execute("INSERT OR IGNORE INTO progress (code, at, person, state, content) VALUES (?, ?, ?, ?, ?)", line)
