"""What changed between two imported catalogues, in an editor's terms. It must not judge which is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from knowledge.catalogue.aspects import ASPECTS, Difference
from knowledge.catalogue.entry import Entry
from knowledge.catalogue.replaced import replacements
from knowledge.catalogue.shelf import Catalogue
from knowledge.procedure import Procedure

Fate = Literal["changed", "new", "gone", "replaced"]
TOO_MANY = 1000
"""The portal never drops or adds so many at once: one of the two is a part of the catalogue only."""


@dataclass(frozen=True, slots=True)
class Change:
    """One procedure that is not what it was. `now` is the code that a replaced one has today."""

    code: str
    title: str
    fate: Fate
    now: str | None = None
    differences: tuple[Difference, ...] = ()
    touches: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is a change of: the aspects, or what became of the whole."""
        return tuple(difference.aspect for difference in self.differences) or (self.fate,)


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, in order of code; `partial` when one of the two catalogues is plainly not the whole."""

    before: dt.date
    after: dt.date
    compared: int
    partial: bool
    changes: tuple[Change, ...]

    @property
    def touched(self) -> dict[str, tuple[str, ...]]:
        """Curated slugs, each with what changed about it."""
        found: dict[str, dict[str, None]] = {}
        for change in self.changes:
            for slug in change.touches:
                found.setdefault(slug, {}).update(dict.fromkeys(change.kinds))
        return {slug: tuple(kinds) for slug, kinds in sorted(found.items())}

    def as_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return {
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "compared": self.compared,
            "partial": self.partial,
            "touched": self.touched,
            "changes": [asdict(change) for change in self.changes],
        }


def owners_of(curated: Iterable[Procedure]) -> dict[str, tuple[str, ...]]:
    """Code to the slugs of the curated records that it is about, aliases included."""
    found: dict[str, tuple[str, ...]] = {}
    for procedure in curated:
        for code in dict.fromkeys((procedure.code, *(alias.code for alias in procedure.aliases))):
            found[code] = (*found.get(code, ()), procedure.slug)
    return found


def compare(before: Catalogue, after: Catalogue, owners: Mapping[str, tuple[str, ...]]) -> Changes:
    """Every change from one catalogue to the next; `owners` says which curated records a code belongs to."""
    old = {heading.code: heading for heading in before.headings}
    new = {heading.code: heading for heading in after.headings}
    gone, fresh = old.keys() - new.keys(), new.keys() - old.keys()
    partial = max(len(gone), len(fresh)) > TOO_MANY
    if len(gone) > TOO_MANY:
        gone = set()
    replaced = replacements([old[code] for code in gone], [new[code] for code in fresh])
    both = sorted(old.keys() & new.keys())
    changes = [
        *_changed(before, after, both),
        *(_gone(old[code].title, code, replaced) for code in gone),
        *(Change(code, new[code].title, "new") for code in _news(fresh, replaced)),
    ]
    owned = tuple(_with_owners(change, owners) for change in sorted(changes, key=lambda change: change.code))
    return Changes(before.as_of, after.as_of, len(both), partial, owned)


def _news(fresh: set[str], replaced: Mapping[str, str]) -> set[str]:
    """Codes that are new; so many at once only show that the older catalogue was not the whole."""
    return fresh - set(replaced.values()) if len(fresh) <= TOO_MANY else set()


def _changed(before: Catalogue, after: Catalogue, codes: Iterable[str]) -> Iterator[Change]:
    for code in codes:
        old, new = before.entry(code), after.entry(code)
        if found := tuple(differences(old, new)):
            yield Change(code, new.title, "changed", differences=found)


def differences(old: Entry, new: Entry) -> Iterator[Difference]:
    """What an editor would call a change between two states of one procedure."""
    for aspect in ASPECTS:
        if found := aspect(old, new):
            yield found


def _gone(title: str, code: str, replaced: Mapping[str, str]) -> Change:
    now = replaced.get(code)
    return Change(code, title, "replaced" if now else "gone", now=now)


def _with_owners(change: Change, owners: Mapping[str, tuple[str, ...]]) -> Change:
    slugs = dict.fromkeys([*owners.get(change.code, ()), *(owners.get(change.now, ()) if change.now else ())])
    return Change(change.code, change.title, change.fate, change.now, change.differences, touches=tuple(slugs))
