"""Reads a row of the portal's whole list: codes, page ids, whose procedure it is, and for whom."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from knowledge.catalogue.belonging import belonging
from knowledge.catalogue.entry import Agencies, Entry, Snapshot
from knowledge.catalogue.reading.api import KINDS, Record
from knowledge.catalogue.reading.bad import BadRecord, code_of, in_short
from knowledge.catalogue.tidying import subjects, tidy


class ListRow(Record):
    """A row, as far as it is used."""

    id: str
    code: str
    name: str
    type: str
    categories: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    department_promulgate: str | None = None
    formality_target_type: tuple[str, ...] = ()


def recognises(record: dict[str, Any]) -> bool:
    return (
        "departmentPromulgate" in record and "formalityTargetType" in record and "executionMethods" not in record
    )


def read(record: dict[str, Any], snapshot: Snapshot) -> Entry:
    """The row in the normalised form; BadRecord when it is broken."""
    try:
        row = ListRow.model_validate(record)
    except ValidationError as error:
        raise BadRecord(in_short(error)) from None
    if not (title := tidy(row.name)):
        raise BadRecord("has no title")
    if row.type not in KINDS:
        raise BadRecord(f"{row.type!r} is not a known kind of procedure")
    own = belonging(KINDS[row.type], (row.department_promulgate or "",))
    departments = dict.fromkeys(name for each in row.departments if (name := tidy(each)))
    return Entry(
        code=code_of(row.code),
        title=title,
        kind=own.kind,
        province=own.province,
        promulgated_by=tidy(row.department_promulgate),
        field=", ".join(dict.fromkeys(name for each in row.categories if (name := tidy(each)))),
        subjects=subjects(", ".join(row.formality_target_type)),
        agencies=Agencies(executing=tuple(departments)),
        page_id=row.id.strip(),
        snapshots=(snapshot,),
    )
