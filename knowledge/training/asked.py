"""The development questions with what is right for each, over the records of one library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from knowledge import narrowing
from knowledge.library import Library
from knowledge.passages import Target
from knowledge.titles import core, key
from knowledge.training.augment import Noise
from knowledge.training.corpus import as_a_question

HERE = Path(__file__).parent
SHEETS = ("development.yml", "development-catalogue.yml", "development-faq.yml")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; `wanted` are slugs of which any is right, none where nothing of ours is.

    `clear`: whether one answer is due; else a question back is. `style` is the list it stands in;
    a "near miss" asks for a procedure that this library does not have.
    """

    text: str
    wanted: frozenset[str]
    style: str
    clear: bool = True


def development(library: Library) -> Iterator[Question]:
    """All development questions; what the library does not have is a question beyond us."""
    known = _Slugs(library)
    for sheet in SHEETS:
        for style, rows in yaml.safe_load((HERE / sheet).read_text(encoding="utf-8")).items():
            for row in rows:
                text, want = (row, []) if isinstance(row, str) else (row["q"], row["want"])
                wanted = known.of(want)
                beyond = "near miss" if want else style
                yield Question(text, wanted, _style(sheet, style) if wanted else beyond, style != "close")


def named(library: Library, *, imported: int = 160) -> Iterator[Question]:
    """Titles asked for plainly: each curated one in three frames, a spread of imported ones in one."""
    frames: list[str] = yaml.safe_load((HERE / "development-named.yml").read_text(encoding="utf-8"))["frames"]
    chance, noise = Random(20261122), Noise()  # noqa: S311 - the same questions every time
    for procedure in library:
        for frame in chance.sample(frames, 3):
            said = noise.shortened(procedure.title, chance) if chance.random() < 0.3 else procedure.title
            yield Question(
                frame.format(x=said[0].lower() + said[1:]), frozenset({procedure.slug}), "curated named"
            )
    slugs = _Slugs(library)
    plain = [
        family
        for family in library.families
        if family.national and not narrowing.is_for_companies_only(family.head)
    ]
    for family in plain[:: max(1, len(plain) // imported)]:
        said = noise.shortened(as_a_question(core(family.head.title), chance), chance)
        yield Question(chance.choice(frames).format(x=said), slugs.of([family.head.code]), "imported named")


def rows(sheet: Any) -> Iterator[Mapping[str, Any]]:
    """The questions of an evaluation file: a list at its top, or lists under keys."""
    parts = sheet.values() if isinstance(sheet, dict) else [sheet]
    for part in parts:
        if isinstance(part, list):
            yield from (row for row in part if isinstance(row, dict) and "q" in row)


def places(targets: Iterable[Target], library: Library) -> Mapping[str, int]:
    """Where each slug and each code of a family stands among the targets."""
    found = {target.name: place for place, target in enumerate(targets) if target.beyond is None}
    for family in library.families:
        for code in family.codes:
            found[code] = found[family.head.code]
    return found


class _Slugs:
    """Slugs that a code or slug in a sheet means: itself, and imported procedures of the same title."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._of_title: dict[str, set[str]] = {}
        for family in library.families:
            self._of_title.setdefault(key(family.head.title), set()).add(family.head.code)

    def of(self, wanted: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in wanted:
            if heading := self._library.heading(name):
                found |= self._of_title.get(key(heading.title), set())
            else:
                found |= {procedure.slug for procedure in self._library.by_code(name)}
            found |= {name} if self._library.has(name) else set()
        return frozenset(found)


def _style(sheet: str, style: str) -> str:
    kind = sheet.removeprefix("development").removesuffix(".yml").strip("-")
    return f"{kind} {style}".strip()
