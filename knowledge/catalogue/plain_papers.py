"""The papers of an entry in the plain format. Remarks that stand among the papers are not papers."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.catalogue.entry import Case, Entry
from knowledge.catalogue.entry import Paper as Row
from knowledge.catalogue.shortening import short
from knowledge.catalogue.tidying import unmarked
from knowledge.catalogue.words import words
from knowledge.procedure import Paper


def papers_of(entry: Entry, source: str) -> tuple[Paper, ...]:
    """Every paper once, in the portal's order; only one that not all cases need says of which it is."""
    by_case = [list(_of_case(case, source)) for case in entry.cases if not _is_remark(case.name)]
    cases = [papers for papers in by_case if papers]
    in_all = set.intersection(*({paper.text for paper in papers} for papers in cases)) if cases else set()
    found: dict[tuple[str, str | None], Paper] = {}
    for paper in (paper for papers in cases for paper in papers):
        told = paper.model_copy(update={"condition": None}) if paper.text in in_all else paper
        found.setdefault((told.text, told.condition), told)
    return tuple(found.values())


def _of_case(case: Case, source: str) -> Iterator[Paper]:
    name = unmarked(case.name).strip(": ")
    condition = _condition(name)
    shown = _says(name, words().shown_case)
    for row in case.papers:
        if _is_paper(row) and (text := short(row.name).removesuffix(".")):
            yield Paper(
                text=text,
                source=source,
                originals=row.originals,
                copies=row.copies,
                shown=shown,
                condition=condition,
            )


def _condition(name: str) -> str | None:
    """When the papers of a case are needed, by the case's name."""
    if _names_papers(name):
        return None
    said = short(name).rstrip(".")
    opening = next((each for each in words().case_openings if said.lower().startswith(each + " ")), "")
    said = said[len(opening) :].strip()
    return words().plain.condition.format(case=_lowered(said)) if said else None


def _is_paper(row: Row) -> bool:
    """A row without figures that reads like a remark, or only announces the rows below it, is none."""
    name = unmarked(row.name)
    if not name or _opens(name, words().never_a_paper):
        return False
    if row.originals or row.copies:
        return True
    return not name.endswith(":") and not _opens(name, words().not_a_paper)


def _is_remark(name: str) -> bool:
    return _opens(unmarked(name), words().notes_case)


def _names_papers(name: str) -> bool:
    """The case's name says only that papers follow, not when they are needed."""
    announcing = (*words().shown_case, *words().announcing_case)
    return not name or _opens(name, words().paper_case) or _says(name, announcing)


def _opens(text: str, openings: tuple[str, ...]) -> bool:
    return text.lower().startswith(openings)


def _says(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text.lower() for part in parts)


def _lowered(text: str) -> str:
    """Lower case at the beginning, unless the first word is an abbreviation or a number."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
