"""Reads one answer of the portal's procedure API. Keys we do not use are let pass; the others must be right."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from knowledge.catalogue.belonging import belonging
from knowledge.catalogue.entry import (
    Agencies,
    Case,
    Entry,
    Fee,
    Kind,
    Law,
    Online,
    Paper,
    Snapshot,
    Step,
    Time,
    Way,
)
from knowledge.catalogue.heading import Level
from knowledge.catalogue.reading.bad import BadRecord, code_of, in_short
from knowledge.catalogue.tidying import amount, believed, known, lines, subjects, tidy
from knowledge.catalogue.words import words

_VIETNAM = dt.timezone(dt.timedelta(hours=7))
KINDS: dict[str, Kind] = {"STANDARD": "standard", "SPECIFIC": "provincial", "STANDARD_INTERNAL": "internal"}


class Record(BaseModel):
    """Parsed from the portal's JSON, whose keys are in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class Named(Record):
    name: str | None = None
    code: str | None = None


class ApiFee(Record):
    value: float | int | None = None
    currency_name: str | None = None
    description: str | None = None


class ApiMethod(Record):
    submission_method: str
    processing_time: float | int | str | None = None
    processing_time_unit: str | None = None
    description: str | None = None
    fees: list[ApiFee] = []


class ApiFile(Record):
    file_name: str | None = None


class ApiPaper(Record):
    name: str | None = None
    code: str | None = None
    original_qty: int | None = None
    copy_qty: int | None = None
    attachments: list[ApiFile] | None = None


class ApiCase(Record):
    name: str | None = None
    profile_components: list[ApiPaper] = []


class ApiStep(Record):
    name: str | None = None
    description: str | None = None


class ApiProposal(Record):
    proposal_number: str | None = None
    decision_number: str | None = None


class ApiRecord(Record):
    """The `data` of an answer, as far as it is used."""

    id: str
    code: str
    name: str
    decision_no: str | None = None
    type: str = "STANDARD"
    execution_steps: list[ApiStep] = []
    execution_methods: list[ApiMethod] = []
    execution_cases: list[ApiCase] = []
    categories_details: list[Named] = []
    subject_types_details: list[Named] = []
    departments_executing: list[Named] = []
    unit_groups_executing: list[Named] = []
    departments_authority: list[Named] = []
    unit_groups_authority: list[Named] = []
    departments_authorized: list[Named] = []
    departments_coordinating: list[Named] = []
    unit_groups_coordinating: list[Named] = []
    legal_basises_details: list[Named] = []
    results_details: list[Named] = []
    dossier_receiving_addresses: str | None = None
    requirements_and_conditions: str | None = None
    keywords: str | None = None
    department_promulgate_name: str | None = None
    procedure_proposal: ApiProposal | None = None
    is_ward: bool = False
    is_province: bool = False
    is_ministry: bool = False
    is_other_agency: bool = False
    is_full_process: bool | None = None
    is_offline_only: bool | None = None
    is_non_territorial: bool | None = None
    updated_at: int | None = None


def recognises(record: dict[str, Any]) -> bool:
    """An answer, or only its inner part."""
    return "executionMethods" in _inner(record) or ("data" in record and "message" in record)


def read(record: dict[str, Any], snapshot: Snapshot) -> Entry:
    """The answer in the normalised form; BadRecord when it is none or is broken."""
    try:
        found = ApiRecord.model_validate(_inner(record))
    except ValidationError as error:
        raise BadRecord(in_short(error)) from None
    title = tidy(found.name)
    if not title:
        raise BadRecord("has no title")
    own = belonging(KINDS.get(found.type, "standard"), (found.department_promulgate_name or "",))
    return Entry(
        code=code_of(found.code),
        title=title,
        decision=_decision(found),
        levels=_levels(found),
        kind=own.kind,
        province=own.province,
        promulgated_by=tidy(found.department_promulgate_name),
        field=", ".join(_names(found.categories_details)),
        subjects=subjects(", ".join(_names(found.subject_types_details))),
        steps=tuple(Step(name=tidy(step.name), lines=lines(step.description)) for step in found.execution_steps),
        ways=tuple(_way(method) for method in found.execution_methods),
        cases=tuple(_case(case) for case in found.execution_cases),
        agencies=_agencies(found),
        results=_names(found.results_details),
        legal_basis=tuple(Law(number=tidy(law.code), title=tidy(law.name)) for law in found.legal_basises_details),
        requirements=lines(found.requirements_and_conditions),
        keywords=tidy(found.keywords),
        page_id=found.id.strip(),
        online=_online(found),
        updated=_day(found.updated_at),
        snapshots=(snapshot,),
    )


def _inner(record: dict[str, Any]) -> dict[str, Any]:
    """The procedure itself; BadRecord when the portal answered that it has none."""
    if "data" not in record:
        return record
    inner = record["data"]
    if not isinstance(inner, dict) or record.get("code") not in ("OK", None):
        raise BadRecord(f"the portal answered {record.get('code')!r}, not with a procedure")
    return inner


def _decision(found: ApiRecord) -> str:
    proposal = found.procedure_proposal or ApiProposal()
    return tidy(found.decision_no) or tidy(proposal.decision_number) or tidy(proposal.proposal_number)


def _levels(found: ApiRecord) -> tuple[Level, ...]:
    flags: tuple[tuple[bool, Level], ...] = (
        (found.is_ministry, "central"),
        (found.is_province, "province"),
        (found.is_ward, "commune"),
        (found.is_other_agency, "other"),
    )
    return tuple(level for flag, level in flags if flag)


def _way(method: ApiMethod) -> Way:
    channel = known(words().channels, method.submission_method)
    if channel is None:
        raise BadRecord(f"{method.submission_method!r} is not a known way to file")
    return Way(
        channel=channel,
        time=_time(method),
        fees=tuple(_fee(fee) for fee in method.fees),
        note=tidy(method.description),
    )


def _time(method: ApiMethod) -> Time | None:
    """A figure whose unit is OTHER says nothing: what is meant stands in the description, or nowhere."""
    unit = known(words().units, method.processing_time_unit) or "other"
    quantity = method.processing_time
    if isinstance(quantity, str):
        return Time(text=tidy(quantity)) if tidy(quantity) else None
    if quantity is None or quantity <= 0 or unit == "other":
        return None
    return Time(quantity=float(quantity), unit=unit)


def _fee(fee: ApiFee) -> Fee:
    currency = known(words().currencies, fee.currency_name) or "VND"
    return Fee(text=tidy(fee.description), amount=believed(amount(fee.value), currency), currency=currency)


def _case(case: ApiCase) -> Case:
    return Case(
        name=tidy(case.name), papers=tuple(_paper(each) for each in case.profile_components if tidy(each.name))
    )


def _paper(paper: ApiPaper) -> Paper:
    return Paper(
        name=tidy(paper.name),
        originals=paper.original_qty or 0,
        copies=paper.copy_qty or 0,
        forms=tuple(name for each in paper.attachments or () if (name := tidy(each.file_name))),
        code=tidy(paper.code),
    )


def _agencies(found: ApiRecord) -> Agencies:
    return Agencies(
        executing=_names(found.departments_executing + found.unit_groups_executing),
        deciding=_names(found.departments_authority + found.unit_groups_authority),
        authorised=_names(found.departments_authorized),
        coordinating=_names(found.departments_coordinating + found.unit_groups_coordinating),
        address=tidy(found.dossier_receiving_addresses),
    )


def _online(found: ApiRecord) -> Online | None:
    if found.is_full_process is None:
        return None
    return Online(
        whole=found.is_full_process,
        offline_only=found.is_offline_only or False,
        anywhere=found.is_non_territorial or False,
    )


def _names(details: list[Named]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in details if (name := tidy(each.name))))


def _day(milliseconds: int | None) -> dt.date | None:
    """The day in Viet Nam of a moment in milliseconds since 1970."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, _VIETNAM).date() if milliseconds else None
