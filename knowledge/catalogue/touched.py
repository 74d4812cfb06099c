"""Curated procedures that the portal changed after a person last compared them: hedged until somebody has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from knowledge.catalogue.words import words
from knowledge.procedure import Procedure

FILE: Final = "changes.json"


def doubted(procedures: Iterable[Procedure], folder: Path) -> tuple[Procedure, ...]:
    """The procedures, those that the last comparison touches marked for review.

    A record whose `checked` is as late as the newer catalogue has been looked at since, and stays as it is.
    """
    changes = _changes(folder)
    touched: Mapping[str, list[str]] = changes.get("touched", {})
    after = date.fromisoformat(changes["after"]) if touched else date.min
    return tuple(
        _marked(each, touched[each.slug]) if each.slug in touched and _is_older(each, after) else each
        for each in procedures
    )


def _is_older(procedure: Procedure, after: date) -> bool:
    return procedure.checked is None or procedure.checked < after


def _marked(procedure: Procedure, aspects: Iterable[str]) -> Procedure:
    names = words().touched
    said = f"{names['changed']}: {', '.join(names[aspect] for aspect in aspects)}"
    return procedure.model_copy(update={"needs_review": "; ".join(filter(None, (procedure.needs_review, said)))})


def _changes(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
