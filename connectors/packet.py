"""The adapter that works anywhere: a prepared packet (filled form as PDF, answers as JSON, deep link).

It hands papers to the citizen and nothing to an office, so it never speaks of a dossier filed, and it reads
neither clock nor network: the same dossier gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

from connectors.dvcqg_terms import VIETNAM
from connectors.port import Attachment, Dossier, PortalMisused, Receipt, Row, Status
from connectors.words import PacketWords, words

_FORMAT = 1
"""Version of the JSON file's shape."""
_TEMPLATE = Path(__file__).parent / "packet.typ"


class PacketPortal:
    """Prepares the packet; `make_pdf` false leaves the JSON alone (for a machine that prints elsewhere)."""

    def __init__(self, *, make_pdf: bool = True) -> None:
        self.name = "packet"
        self.trial = False
        self._make_pdf = make_pdf

    def submit(self, dossier: Dossier) -> Receipt:
        """Make the packet; the same one however often this is called."""
        return Receipt(
            reference=dossier.reference,
            code=None,
            accepted_at=dossier.filed_at,
            trial=self.trial,
            attachments=tuple(self._attachments(dossier)),
        )

    def status(self, code: str) -> Status:  # noqa: ARG002 - the port's signature
        """Always PortalMisused: no office has a packet, so there is nothing to ask."""
        raise PortalMisused("a packet has no portal code")

    def _attachments(self, dossier: Dossier) -> Iterable[Attachment]:
        stem = f"{words().packet.file_name}-{dossier.reference}"
        if self._make_pdf:
            yield Attachment(f"{stem}.pdf", "application/pdf", to_pdf(dossier))
        yield Attachment(f"{stem}.json", "application/json", to_json(dossier))


def to_json(dossier: Dossier) -> bytes:
    """The dossier for a machine: portal field names and values, the rows, the checklist, the deep link."""
    record = {
        "format": _FORMAT,
        "note": words().packet.banner,
        "reference": dossier.reference,
        "procedure": {
            "code": dossier.procedure_code,
            "title": dossier.procedure_title,
            "page": dossier.portal_page,
        },
        "flow": {"id": dossier.flow_id, "version": dossier.flow_version},
        "official_form": dossier.official_form,
        "applicant": dossier.applicant,
        "phone": dossier.phone,
        "filed_at": dossier.filed_at.isoformat(),
        "form": dict(dossier.form),
        "rows": [{"section": row.section, "label": row.label, "text": row.text} for row in dossier.rows],
        "papers": list(dossier.papers),
    }
    return json.dumps(record, ensure_ascii=False, indent=2).encode(errors="replace")


def to_pdf(dossier: Dossier) -> bytes:
    """The form on A4 in big type, with a place to sign and the checklist; tagged for screen readers.

    PDF/UA where it can be had: it forbids a sign that the font cannot draw, and people do type an emoji.
    """
    import typst

    sheet = json.dumps(_sheet(dossier), ensure_ascii=False)
    moment = int(dossier.filed_at.timestamp())
    try:
        return _typeset(sheet, moment, standard="ua-1")
    except typst.TypstError:
        return _typeset(sheet, moment, standard=None)


def _typeset(sheet: str, moment: int, *, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"packet": sheet},
        pdf_standards=standard,
        timestamp=moment,
    )


def _sheet(dossier: Dossier) -> dict[str, Any]:
    """What the template draws; text in composed Unicode, as the font expects it."""
    said = words().packet
    return {
        "words": said.model_dump(),
        "title": _composed(dossier.procedure_title),
        "head": [_pair(label, text) for label, text in _head(dossier, said) if text],
        "sections": _sections(dossier.rows),
        "papers": [_composed(paper) for paper in dossier.papers],
        "page": dossier.portal_page,
        "footer": said.footer.replace("{reference}", dossier.reference),
    }


def _head(dossier: Dossier, said: PacketWords) -> Iterable[tuple[str, str | None]]:
    filed = dossier.filed_at
    day = filed.astimezone(VIETNAM) if filed.tzinfo else filed
    yield said.reference, dossier.reference
    yield said.code, dossier.procedure_code
    yield said.form, dossier.official_form
    yield said.applicant, dossier.applicant
    yield said.phone, dossier.phone
    yield said.filed, said.date.format(day=day.day, month=day.month, year=day.year)


def _sections(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows gathered under their section, in the order in which sections first appear."""
    gathered: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        gathered.setdefault(row.section, []).append(_pair(row.label, row.text))
    return [{"title": _composed(title), "rows": lines} for title, lines in gathered.items()]


def _pair(label: str, text: str) -> dict[str, str]:
    return {"label": _composed(label), "text": _composed(text)}


def _composed(text: str) -> str:
    """NFC, and without control characters, which no font can draw."""
    return "".join(sign if sign.isprintable() else " " for sign in normalize("NFC", text)).strip()
