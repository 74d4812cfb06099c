"""The procedures at hand, found by slug, national code or form number. It looks up; it does not search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from knowledge.procedure import Procedure
from nlu.text import fold

_FORM: Final = re.compile(r"(?<![^\W_])(ct|hk|ht|tk|tp|xc|dc)[ ]?-?0?(\d{1,2})(?!\d)", re.IGNORECASE)
"""Forms are numbered by two letters and two figures, as in CT07; people write ct7, CT 07 or ct-07."""


class Library:
    """An immutable shelf of procedures, in the order given."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._procedures = tuple(procedures)
        self._by_slug = {procedure.slug: procedure for procedure in self._procedures}
        self._by_code = _by_code(self._procedures)
        self._names = _names(self._procedures)
        self._by_form = _by_form(self._procedures)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._procedures)

    def __len__(self) -> int:
        return len(self._procedures)

    def called(self, text: str) -> str | None:
        """The slug of the only procedure that goes by exactly this name, marks and case aside."""
        return self._names.get(fold(text))

    def by_slug(self, slug: str) -> Procedure:
        """The procedure with this slug; KeyError when there is none."""
        return self._by_slug[slug]

    def by_code(self, code: str) -> tuple[Procedure, ...]:
        """The procedures that this code means today or meant once; several where the state merged codes."""
        return self._by_code.get(code, ())

    def by_form(self, text: str) -> list[str]:
        """Slugs of the procedures that go by a form number in the text; empty when it holds none we know."""
        found = (slug for form in _forms(text) for slug in self._by_form.get(form, ()))
        return list(dict.fromkeys(found))


def _forms(text: str) -> set[str]:
    return {f"{letters.lower()}{int(number)}" for letters, number in _FORM.findall(text)}


def _by_form(procedures: tuple[Procedure, ...]) -> Mapping[str, tuple[str, ...]]:
    """Only from the names: a form that a guide merely mentions may serve many procedures."""
    found: dict[str, tuple[str, ...]] = {}
    for procedure in procedures:
        texts = (procedure.official_title, *procedure.names.everyday, *procedure.names.situations)
        for form in set[str]().union(*map(_forms, texts)):
            found[form] = (*found.get(form, ()), procedure.slug)
    return found


def _by_code(procedures: tuple[Procedure, ...]) -> Mapping[str, tuple[Procedure, ...]]:
    """Codes and aliases to procedures; a procedure's own code always wins over an alias."""
    found: dict[str, tuple[Procedure, ...]] = {}
    for procedure in procedures:
        for alias in procedure.aliases:
            found[alias.code] = (*found.get(alias.code, ()), procedure)
    return found | {procedure.code: (procedure,) for procedure in procedures}


def _names(procedures: tuple[Procedure, ...]) -> Mapping[str, str]:
    """Titles and everyday names that belong to one procedure alone."""
    owners: dict[str, set[str]] = {}
    for each in procedures:
        for name in (each.title, each.official_title, *each.names.everyday):
            owners.setdefault(fold(name), set()).add(each.slug)
    return {name: slugs.pop() for name, slugs in owners.items() if len(slugs) == 1}
