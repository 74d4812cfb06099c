"""Cuts an entry down to its heading: what search needs of it. It must not decide what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.catalogue.entry import Entry
from knowledge.catalogue.heading import Heading
from knowledge.catalogue.tidying import unmarked
from knowledge.catalogue.words import words

_LONGEST = 60
"""Syllables of `keywords`."""

_FORM = re.compile(r"(?<![^\W_])([A-Z]{2,4})[ .-]?(\d{1,2}[a-z]?)(?![\w/])")
_FORM_LETTERS = frozenset({"CT", "HK", "HT", "TK", "TP", "XC", "DC", "CC", "DT", "NA", "LLTP", "BB", "CV", "ABTC"})
_LAW = re.compile(r"\d{1,4}(?:\.\d{1,2})?/(?:\d{4}/)?[^\W\d_]{2,}\d{0,2}(?:-[^\W\d_]+\d*)*")


def heading_of(entry: Entry) -> Heading:
    """The heading; an internal procedure is for officers, whoever the portal says it is for."""
    subjects = ("officer",) if entry.kind == "internal" else entry.subjects
    return Heading(
        code=entry.code,
        title=entry.title,
        field=entry.field,
        levels=frozenset(entry.levels),
        subjects=frozenset(subjects),
        province=entry.province,
        forms=tuple(dict.fromkeys(form for text in _papers(entry) for form in _forms(text))),
        laws=law_numbers(entry),
        keywords=" ".join(_keywords(entry)),
    )


def law_numbers(entry: Entry) -> tuple[str, ...]:
    """The numbers of the laws that an entry rests on, each once."""
    return tuple(dict.fromkeys(law for each in entry.legal_basis for law in _LAW.findall(each.number)))


def laws_mentioned(entry: Entry) -> set[str]:
    """The same, and the numbers named in the titles of those laws."""
    return {law for each in entry.legal_basis for law in _LAW.findall(f"{each.number} {each.title}")}


def _papers(entry: Entry) -> Iterator[str]:
    for case in entry.cases:
        for paper in case.papers:
            yield from (paper.name, *paper.forms)


def _forms(text: str) -> Iterator[str]:
    """CT01 of "mẫu CT01", TK06 of "TK-06.pdf"."""
    for letters, number in _FORM.findall(text):
        if letters in _FORM_LETTERS:
            yield f"{letters}{number.zfill(2)}"


def _keywords(entry: Entry) -> Iterator[str]:
    """Syllables in order of worth, none of a text twice, at most as many as are worth indexing."""
    left, said = _LONGEST, {entry.title}
    named = (name for name in _papers(entry) if not unmarked(name).lower().startswith(words().not_a_paper))
    for text in (entry.keywords, *entry.results, *_shortened(named), *_shortened(entry.requirements)):
        if text and text not in said and left > 0:
            said.add(text)
            taken = text.split()[:left]
            left -= len(taken)
            yield " ".join(taken)


def _shortened(texts: Iterable[str]) -> Iterator[str]:
    """The first clause of each."""
    return (re.split(r"[;.,(:]", unmarked(text))[0].strip() for text in texts)
