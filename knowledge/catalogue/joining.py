"""Joins a curated record with the portal's: curated wins field by field, gaps are filled in the portal's words."""

from __future__ import annotations

from typing import Any

from knowledge.catalogue.plain import SOURCE
from knowledge.fact import Fact
from knowledge.procedure import Procedure

_FILLED = ("office", "who", "fees", "durations", "where", "ways", "result", "legal_basis", "portal_page")
_OTHER_KEY = "catalogue_imported"
"""Curated records cite the catalogue too, as it was when the writer read it."""


def joined(curated: Procedure, imported: Procedure) -> Procedure:
    """The curated record, with what it leaves empty taken from the imported one and marked as the portal's.

    Papers are filled only where the curated record says nothing of them: two lists of papers are never mixed.
    """
    source = imported.sources[SOURCE]
    key = SOURCE if curated.sources.get(SOURCE, source) == source else _OTHER_KEY
    names = [name for name in _FILLED if not getattr(curated, name)]
    if not curated.papers and curated.nothing_to_bring is None:
        names.append("papers")
    update = {name: _cited(getattr(imported, name), key) for name in names if getattr(imported, name)}
    if any(isinstance(each, Fact) for value in update.values() for each in value):
        update["sources"] = curated.sources | {key: source}
    return curated.model_copy(update=update) if update else curated


def _cited(value: Any, key: str) -> Any:
    """Facts with the source under this key; anything else as it is."""
    if not isinstance(value, tuple):
        return value
    return tuple(each.model_copy(update={"source": key}) if isinstance(each, Fact) else each for each in value)
