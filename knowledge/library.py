"""The records at hand, found by slug, national code, form or law number. It looks up; it does not search.

Curated procedures, questions and life events come first; an imported procedure's slug is its code and it is
decoded when asked for. Where both describe one procedure the curated text wins field by field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from knowledge import numbers
from knowledge.catalogue.heading import Heading
from knowledge.catalogue.joining import joined
from knowledge.catalogue.shelf import Catalogue
from knowledge.content import ContentError
from knowledge.families import Family, families
from knowledge.faq import Faq
from knowledge.life_event import LifeEvent
from knowledge.procedure import Procedure
from knowledge.titles import key
from nlu.text import fold

Record = Procedure | Faq | LifeEvent


class Library:
    """An immutable shelf. Iterating gives the curated procedures in the order given."""

    def __init__(
        self,
        procedures: Iterable[Procedure],
        *,
        faqs: Iterable[Faq] = (),
        events: Iterable[LifeEvent] = (),
        catalogue: Catalogue | None = None,
    ) -> None:
        self._procedures = tuple(procedures)
        self.faqs, self.events, self.catalogue = tuple(faqs), tuple(events), catalogue
        records: tuple[Record, ...] = (*self._procedures, *self.faqs, *self.events)
        self._by_slug = _by_slug(records)
        self._by_code = _by_code(self._procedures)
        self.headings = self._imported_only()
        self._imported = {heading.code: heading for heading in self.headings}
        self._names = _names(records)
        self._joined = lru_cache(256)(self._join)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._procedures)

    def __len__(self) -> int:
        return len(self._procedures)

    def called(self, text: str) -> str | None:
        """The slug of the only curated record that goes by exactly this name, marks and case aside."""
        return self._names.get(fold(text))

    def by_slug(self, slug: str) -> Record:
        """The record with this slug; KeyError when there is none."""
        found = self._by_slug.get(slug)
        if isinstance(found, Procedure):
            return self._joined(slug)
        if found is not None:
            return found
        if slug not in self._imported or self.catalogue is None:
            raise KeyError(slug)
        return self.catalogue.procedure(slug)

    def procedure(self, slug: str) -> Procedure:
        """The procedure with this slug; KeyError when there is none, or when it is a record of another kind."""
        found = self.by_slug(slug)
        if not isinstance(found, Procedure):
            raise KeyError(slug)
        return found

    def has(self, slug: str) -> bool:
        """Whether a curated record goes by this slug."""
        return slug in self._by_slug

    def heading(self, code: str) -> Heading | None:
        """The heading of an imported procedure that nobody has curated."""
        return self._imported.get(code)

    def by_code(self, code: str) -> tuple[Procedure, ...]:
        """The procedures that this code means today or meant once; several where the state merged codes."""
        if curated := self._by_code.get(code):
            return tuple(self.procedure(slug) for slug in curated)
        return (self.procedure(code),) if code in self._imported else ()

    def by_form(self, text: str) -> list[str]:
        """Slugs of the procedures that go by a form number in the text; empty when it holds none we know.

        Curated ones by their names alone: a form that a guide merely mentions may serve many procedures.
        """
        wanted = numbers.forms(text)
        curated = [slug for form in wanted for slug in self._by_form.get(form, ())]
        imported = [code for form in wanted for code in self._imported_by_form.get(form, ())]
        return list(dict.fromkeys(curated or imported))

    def by_law(self, text: str) -> list[str]:
        """Slugs of the records that rest on a law whose number stands in the text, curated ones first."""
        wanted = numbers.cited(text)
        return list(dict.fromkeys(slug for law in wanted for slug in self._by_law.get(law, ()))) if wanted else []

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The imported procedures that nobody has curated, provincial copies of one title together."""
        return families(self.headings, {key(each.official_title) for each in self})

    @cached_property
    def known_codes(self) -> frozenset[str]:
        """Every national code that stands here, curated or imported."""
        return frozenset(self._by_code) | frozenset(self._imported)

    @cached_property
    def _by_form(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each in self:
            for form in numbers.forms(
                "\n".join((each.official_title, *each.names.everyday, *each.names.situations))
            ):
                found.setdefault(form, []).append(each.slug)
        return found

    @cached_property
    def _imported_by_form(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for heading in self.headings:
            for form in numbers.forms("\n".join(heading.forms)):
                found.setdefault(form, []).append(heading.code)
        return found

    @cached_property
    def _by_law(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug, record in self._by_slug.items():
            basis = record.legal_basis if isinstance(record, Procedure) else ()
            titles = (source.title for source in record.sources.values())
            _shelve(found, slug, numbers.cited("\n".join((*basis, *titles))))
        for heading in self.headings:
            _shelve(found, heading.code, numbers.cited("\n".join(heading.laws)))
        return found

    def _imported_only(self) -> tuple[Heading, ...]:
        """A code that a curated procedure has or had is that procedure."""
        headings = self.catalogue.headings if self.catalogue else ()
        return tuple(heading for heading in headings if heading.code not in self._by_code)

    def _join(self, slug: str) -> Procedure:
        curated = self._by_slug[slug]
        assert isinstance(curated, Procedure), "asked for by the slug of a procedure"
        if self.catalogue is None or curated.code not in self.catalogue:
            return curated
        return joined(curated, self.catalogue.procedure(curated.code))


def _shelve(shelf: dict[str, list[str]], slug: str, laws: Iterable[str]) -> None:
    for key_ in dict.fromkeys(key_ for law in laws for key_ in numbers.keys(law)):
        shelf.setdefault(key_, []).append(slug)


def _by_slug(records: Iterable[Record]) -> Mapping[str, Record]:
    found: dict[str, Record] = {}
    problems = []
    for record in records:
        if record.slug in found:
            kinds = f"{type(found[record.slug]).__name__} and {type(record).__name__}"
            problems.append(f"{record.slug}: the slug is given twice ({kinds})")
        found[record.slug] = record
    if problems:
        raise ContentError(problems)
    return found


def _by_code(procedures: tuple[Procedure, ...]) -> Mapping[str, tuple[str, ...]]:
    """Codes and aliases to slugs; a procedure's own code always wins over an alias."""
    found: dict[str, tuple[str, ...]] = {}
    for procedure in procedures:
        for alias in procedure.aliases:
            found[alias.code] = (*found.get(alias.code, ()), procedure.slug)
    return found | {procedure.code: (procedure.slug,) for procedure in procedures}


def _names(records: Iterable[Record]) -> Mapping[str, str]:
    """Titles and everyday names that belong to one record alone."""
    owners: dict[str, set[str]] = {}
    for record in records:
        names = record.asked if isinstance(record, Faq) else record.names.everyday
        official = (record.official_title,) if isinstance(record, Procedure) else ()
        for name in (record.title, *official, *names):
            owners.setdefault(fold(name), set()).add(record.slug)
    return {name: slugs.pop() for name, slugs in owners.items() if len(slugs) == 1}
