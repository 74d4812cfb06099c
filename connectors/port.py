"""The port to the state's portals: what we hand over, what comes back, what can go wrong.

    PortalError
    ├── PortalUnavailable   try again later; nothing is known to be wrong
    ├── PortalRejected      the portal understood and refused; the citizen or an officer must change something
    └── PortalMisused       our own mistake (bad login, malformed call); retrying cannot help

An adapter may be called any number of times with the same dossier; `Dossier.reference` is the
idempotency key, so the portal must end with one dossier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class PortalError(Exception):
    """Anything that went wrong between us and a portal."""


class PortalUnavailable(PortalError):
    """Down, slow or broken: send again later."""


class PortalRejected(PortalError):
    """The portal answered no; `message` is its own words."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class PortalMisused(PortalError):
    """We called it wrongly."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the completed form, in the words the citizen confirmed."""

    section: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A confirmed filing on its way to a portal.

    `form` maps portal field names (`nks.HoTen`) to plain values; `rows` is the same for a reader;
    `papers` are the lines of the checklist.
    """

    reference: str
    procedure_code: str
    procedure_title: str
    flow_id: str
    flow_version: int
    official_form: str
    applicant: str
    phone: str | None
    filed_at: datetime
    form: Mapping[str, str | int]
    rows: tuple[Row, ...]
    papers: tuple[str, ...] = ()
    portal_page: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file made for the citizen: bytes, name and media type."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a portal gave back. `code` is its own dossier code (MaHoSo), None for a packet.

    `trial` is true when nothing left for a real office.
    """

    reference: str
    code: str | None
    accepted_at: datetime
    trial: bool
    attachments: tuple[Attachment, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Status:
    """Where a dossier stands: TrangThaiHoSo 1–10 and the portal's note."""

    code: str
    state: int
    note: str | None = None


class Portal(Protocol):
    """What every adapter offers. Calls block; run them in a worker thread."""

    name: str
    trial: bool

    def submit(self, dossier: Dossier) -> Receipt:
        """Hand the dossier over once, however often this is called.

        Raises PortalUnavailable, PortalRejected or PortalMisused.
        """
        ...

    def status(self, code: str) -> Status:
        """Where the dossier with this portal code stands; raises like `submit`."""
        ...
