"""How people put it: sentences for each procedure, and for what lies beyond all of them.

They train the shipped model and stand in the index beside the names of the records; no citizen ever reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.content import ContentError, parse, plain_lines

Beyond = Literal["none", "out_of_scope"]
"""`out_of_scope`: nothing for a public counter. `none`: a matter for the state, but not one we know."""

SHIPPED = Path(__file__).parent / "training" / "paraphrases"


class _Sheet(BaseModel):
    """One file of sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    procedures: Mapping[str, tuple[str, ...]] = {}
    catalogue: Mapping[str, tuple[str, ...]] = {}
    none: Mapping[str, tuple[str, ...]] = {}
    out_of_scope: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Sentences by slug, by national code for what only the catalogue knows, and by topic beyond us."""

    of_procedures: Mapping[str, tuple[str, ...]]
    beyond: Mapping[Beyond, Mapping[str, tuple[str, ...]]]
    of_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, slug: str) -> tuple[str, ...]:
        """What people say for this procedure; empty when nobody has written it down."""
        return self.of_procedures.get(slug) or self.of_codes.get(slug, ())

    def topics(self, *, known: Collection[str] = ()) -> Iterator[tuple[Beyond, str, tuple[str, ...]]]:
        """Every topic that is not one of ours; a national code that is not known is such a topic."""
        for code, sentences in self.of_codes.items():
            if code not in known:
                yield "none", code, sentences
        for kind, topics in self.beyond.items():
            for topic, sentences in topics.items():
                yield kind, topic, sentences


def load(*folders: Path) -> Phrasings:
    """All sheets of the folders joined, the shipped ones by default; ContentError lists all that are wrong."""
    problems: list[str] = []
    paths = [path for folder in folders or (SHIPPED,) for path in sorted(folder.glob("*.yml"))]
    sheets = [sheet for path in paths if path.stat().st_size and (sheet := _read(path, problems))]
    if problems:
        raise ContentError(problems)
    return Phrasings(
        _joined([sheet.procedures for sheet in sheets]),
        {
            "none": _joined([sheet.none for sheet in sheets]),
            "out_of_scope": _joined([sheet.out_of_scope for sheet in sheets]),
        },
        _joined([sheet.catalogue for sheet in sheets]),
    )


def _read(path: Path, problems: list[str]) -> _Sheet | None:
    try:
        return _Sheet.model_validate(parse(path))
    except ContentError as error:
        problems += error.problems
    except ValidationError as error:
        problems += plain_lines(path, error)
    return None


def _joined(parts: list[Mapping[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for key, sentences in part.items():
            found.setdefault(key, {}).update(dict.fromkeys(sentences))
    return {key: tuple(sentences) for key, sentences in found.items()}
