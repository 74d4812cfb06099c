"""Reads a page that somebody crawled: table cells are glued together and the page's own furniture leaks in.

What cannot be told apart is left out and the record says so; it must never guess where a cell ends.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from knowledge.catalogue.belonging import belonging, kind_by_decision
from knowledge.catalogue.entry import Agencies, Case, Doubt, Entry, Law, Paper, Snapshot, Step
from knowledge.catalogue.reading.bad import BadRecord, code_of
from knowledge.catalogue.reading.page_ways import ways_of
from knowledge.catalogue.tidying import levels, lines, parted, subjects, tidy
from knowledge.catalogue.words import words

_KEYS = ("ma_thu_tuc", "ten_thu_tuc", "thanh_phan_ho_so", "cach_thuc_thuc_hien")
_LETTERS = [char for code in (*range(0x41, 0x7B), *range(0xC0, 0x1F00)) if (char := chr(code)).isalpha()]
_UPPER, _LOWER = ("".join(filter(test, _LETTERS)) for test in (str.isupper, str.islower))
_EXTENSION = r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)$"
_GLUED = rf"(?<!VNe)(?:(?<=[{_LOWER}\d;:,)\]”\"])|(?<=[{_LOWER}]\.))"
"""Where a capital stands right behind a cell's last letter; VNeID is the one word with a capital inside."""

_FILE = re.compile(rf"{_GLUED}(?P<file>[{_UPPER}][^;:]*?{_EXTENSION})")
_ANY_FILE = re.compile(_EXTENSION, re.IGNORECASE)


def recognises(record: dict[str, Any]) -> bool:
    return all(key in record for key in _KEYS)


def read(record: dict[str, Any], snapshot: Snapshot) -> Entry:
    """The page in the normalised form; BadRecord when it is broken or another procedure's page."""
    if wrong := [key for key, value in record.items() if not isinstance(value, str)]:
        raise BadRecord(f"{wrong[0]}: should be a text")
    code = code_of(record["ma_thu_tuc"])
    _same_page(code, record.get("raw_text", ""))
    if not (title := tidy(record["ten_thu_tuc"])):
        raise BadRecord("has no title")
    decision = tidy(record.get("so_quyet_dinh"))
    bodies = [record.get(key, "") for key in ("co_quan_thuc_hien", "co_quan_co_tham_quyen", "dia_chi_tiep_nhan")]
    own = belonging(kind_by_decision(decision), bodies)
    cases, papers_glued = _cases(record["thanh_phan_ho_so"])
    ways, ways_glued = ways_of(record["cach_thuc_thuc_hien"])
    return Entry(
        code=code,
        title=title,
        decision=decision,
        levels=levels(record.get("cap_thuc_hien", "")),
        kind=own.kind,
        province=own.province,
        field=tidy(record.get("linh_vuc")),
        subjects=subjects(record.get("doi_tuong_thuc_hien", "")),
        steps=tuple(Step(lines=said) for said in (lines(record.get("trinh_tu_thuc_hien")),) if said),
        ways=ways,
        cases=cases,
        agencies=_agencies(record),
        results=_results(record.get("ket_qua_xu_ly", "")),
        legal_basis=_laws(record.get("can_cu_phap_ly", "")),
        requirements=lines(_without_chrome(record.get("yeu_cau_dieu_kien", ""))),
        related=_related(record.get("thu_tuc_lien_quan", "")),
        page_id=record.get("detail_url", "").rstrip("/").rpartition("/")[2],
        doubts=_doubts(glued=papers_glued or ways_glued),
        snapshots=(snapshot,),
    )


def _same_page(code: str, raw: str) -> None:
    """A crawl may store one procedure's page under another's code."""
    hit = re.search(rf"{words().page_headings.code}\s*(\d\.\d{{6}})", raw)
    if hit and hit[1] != code:
        raise BadRecord(f"the page is about {hit[1]}, not about {code}")


def _doubts(*, glued: bool) -> tuple[Doubt, ...]:
    return ("glued_cells",) if glued else ()


def _cases(table: str) -> tuple[tuple[Case, ...], bool]:
    """The papers by case, and whether a cell could not be told from the next."""
    parts = table.split(words().page_headings.papers)
    name, glued, found = parts[0], False, []
    for part in parts[1:]:
        rows, left = _rows(part)
        papers = tuple(filter(None, (_paper(*row) for row in rows)))
        glued = glued or len(papers) < len(rows)
        found.append(Case(name=_case_name(name), papers=papers))
        name = left
    return tuple(case for case in found if case.papers), glued or bool(len(parts) > 1 and tidy(name))


def _case_name(glued: str) -> str:
    name = tidy(glued)
    return "" if name in words().case_chrome else name


def _rows(part: str) -> tuple[list[tuple[str, int, int]], str]:
    """Name, originals and copies of each row, and what follows the last: the next case's name."""
    found: list[tuple[str, int, int]] = []
    place = 0
    for hit in _quantity().finditer(part):
        digits = hit["originals"]
        begin = hit.start("originals") + len(digits) - 1
        found.append((part[place:begin], int(digits[-1]), int(hit["copies"] or 0)))
        place = hit.end()
    return found, part[place:]


@cache
def _quantity() -> re.Pattern[str]:
    heading = words().page_headings
    return re.compile(
        rf"(?<=\S)(?P<originals>\d{{1,6}}) {heading.originals}(?:,\s?(?P<copies>\d{{1,2}}) {heading.copies})?"
        rf"(?=$|[{_UPPER}(\-+*\d\"“'•–\n]|[{_LOWER}][).])"
    )


def _paper(cell: str, originals: int, copies: int) -> Paper | None:
    """A paper with the form attached to it; None when its name cannot be told from the form's file name."""
    name, form = tidy(cell), ""
    if hit := _FILE.search(name):
        name, form = name[: hit.start()].rstrip(), hit["file"]
    elif _ANY_FILE.search(name):
        return None
    return Paper(name=name, originals=originals, copies=copies, forms=(form,) if form else ()) if name else None


def _agencies(record: dict[str, str]) -> Agencies:
    openings = words().agency_openings
    return Agencies(
        executing=parted(record.get("co_quan_thuc_hien", ""), openings),
        deciding=parted(record.get("co_quan_co_tham_quyen", ""), openings),
        authorised=parted(record.get("co_quan_duoc_uy_quyen", ""), openings),
        coordinating=parted(record.get("co_quan_phoi_hop", ""), openings),
        address=tidy(record.get("dia_chi_tiep_nhan")),
    )


def _results(text: str) -> tuple[str, ...]:
    parts = (_without_chrome(part) for part in _result_code().split(text))
    return tuple(dict.fromkeys(said for part in parts if (said := tidy(part))))


@cache
def _result_code() -> re.Pattern[str]:
    return re.compile(rf"{words().page_headings.result_code}\s*[A-Z0-9][A-Z0-9.\-_ ]*\d+")


def _laws(table: str) -> tuple[Law, ...]:
    """Only the numbers: where a title ends and a number begins cannot always be told."""
    body = tidy(table.partition(words().page_headings.laws)[2])
    return tuple(Law(number=number) for number in dict.fromkeys(hit["number"] for hit in _law().finditer(body)))


def _related(table: str) -> tuple[str, ...]:
    """Titles that stand behind their numbers in a glued table."""
    body = table.partition(words().page_headings.related)[2]
    return tuple(title for part in re.split(rf"\d+(?=[{_UPPER}])", body) if (title := tidy(part)))


@cache
def _law() -> re.Pattern[str]:
    """A law's number. A year glued before it is skipped: "năm 202516/2025/TT-BXD" is 16/2025/TT-BXD."""
    kinds, assemblies, bodies = (
        words().law_kinds,
        words().law_assemblies,
        sorted(words().law_bodies, key=len)[::-1],
    )
    return re.compile(
        r"(?<!/)(?<!/\d)(?<!/\d\d)(?<!/\d{3})(?:(?:19|20)\d\d(?=\d))?"
        r"(?P<number>\d{1,4}(?:\.\d{1,2})?/(?:(?:19|20)\d\d/)?"
        rf"(?:(?:{'|'.join(assemblies)})\d{{2}}|(?:{'|'.join(kinds)})(?:-(?:{'|'.join(bodies)}))+))"
    )


def _without_chrome(text: str) -> str:
    """The text up to the first piece of the page's own furniture."""
    places = [place for word in words().page_chrome if (place := text.find(word)) >= 0]
    return text[: min(places)] if places else text
