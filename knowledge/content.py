"""Reads the records of `procedures`, `faq` and `events` from YAML and says everything that is wrong at once.

It never repairs a record and never skips one: content with a mistake does not load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from knowledge.fact import Model
from knowledge.faq import Faq
from knowledge.life_event import LifeEvent
from knowledge.procedure import Procedure

Record = Procedure | Faq | LifeEvent
R = TypeVar("R", bound=Model)

KINDS: Final[Mapping[str, type[Record]]] = {"procedures": Procedure, "faq": Faq, "events": LifeEvent}
"""The folders of content, and what a file of each holds."""


class ContentError(Exception):
    """Everything wrong with the content: one line each, with file and path."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Strict(yaml.CSafeLoader):
    """YAML in which a key given twice is an error, not a silent replacement."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True)
class Content:
    """Every record in force, each kind in order of slug."""

    procedures: tuple[Procedure, ...]
    faqs: tuple[Faq, ...] = ()
    events: tuple[LifeEvent, ...] = ()

    def __iter__(self) -> Iterator[Record]:
        yield from self.procedures
        yield from self.faqs
        yield from self.events


def load_content(shipped: Path, *overlays: Path) -> Content:
    """The shipped records, each replaced by the file of the same name in a later folder.

    An empty file there withdraws the record. Raises ContentError with all mistakes of all files.
    """
    problems: list[str] = []
    paths = {kind: _files(kind, (shipped, *overlays)) for kind in KINDS}
    read = [
        (path, record) for kind in KINDS for path in paths[kind] if (record := _read(path, KINDS[kind], problems))
    ]
    problems += _across(read)
    if not paths["procedures"]:
        problems.append(f"{shipped}: no procedure files")
    if problems:
        raise ContentError(problems)
    return Content(
        tuple(record for _, record in read if isinstance(record, Procedure)),
        tuple(record for _, record in read if isinstance(record, Faq)),
        tuple(record for _, record in read if isinstance(record, LifeEvent)),
    )


def load(folder: Path) -> tuple[Procedure, ...]:
    """The procedures of one folder, in order of file name; ContentError as `load_content`."""
    problems: list[str] = []
    paths = sorted(folder.glob("*.yml"))
    read = [(path, record) for path in paths if (record := _read(path, Procedure, problems))]
    problems += _across(read)
    if not paths:
        problems.append(f"{folder}: no procedure files")
    if problems:
        raise ContentError(problems)
    return tuple(record for _, record in read)


def _files(kind: str, folders: Iterable[Path]) -> list[Path]:
    named = {path.name: path for folder in folders for path in (folder / kind).glob("*.yml")}
    return [named[name] for name in sorted(named) if named[name].stat().st_size]


def parse(path: Path) -> Any:
    """The plain value of a YAML file; ContentError when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Strict)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([f"{path}: line {line}: {error.problem or error.context}"]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError([f"{path}: {error}"]) from None


def _read(path: Path, kind: type[R], problems: list[str]) -> R | None:
    try:
        return kind.model_validate(parse(path))
    except ContentError as error:
        problems += error.problems
    except ValidationError as error:
        problems += plain_lines(path, error)
    return None


def plain_lines(path: Path, error: ValidationError) -> list[str]:
    """A validation error as lines of "file: path in the file: what is wrong"."""
    return [f"{path}: {_where(item['loc'])}: {_what(item)}" for item in error.errors()]


def _where(steps: Iterable[int | str]) -> str:
    return ".".join(str(step) for step in steps) or "record"


def _what(item: Any) -> str:
    plain = {
        "missing": "is missing",
        "extra_forbidden": "is not a known key",
        "model_type": "should be a mapping of keys",
        "model_attributes_type": "should be a mapping of keys",
    }
    said = plain.get(item["type"]) or item["msg"].removeprefix("Value error, ")
    shown = item["input"]
    return f"{said} ({shown!r})" if isinstance(shown, str | int | float) and item["type"] not in plain else said


def _across(read: Sequence[tuple[Path, Record]]) -> Iterator[str]:
    """What is wrong between records, or between a record and its file."""
    slugs: dict[str, Path] = {}
    for path, record in read:
        if record.slug != path.stem:
            yield f"{path}: slug: {record.slug!r} is not the file's name"
        if record.slug in slugs:
            yield f"{path}: slug: {record.slug!r} is already in {slugs[record.slug]}"
        slugs.setdefault(record.slug, path)
    procedures = [(path, record) for path, record in read if isinstance(record, Procedure)]
    yield from _codes(procedures)
    known = {record.slug for _, record in procedures}
    for path, record in read:
        if unknown := _mentioned(record) - known:
            yield f"{path}: no such procedure: {', '.join(sorted(unknown))}"


def _mentioned(record: Record) -> set[str]:
    if isinstance(record, Faq):
        return set(record.procedures)
    return {step.procedure for step in record.steps} if isinstance(record, LifeEvent) else set()


def _codes(read: Sequence[tuple[Path, Procedure]]) -> Iterator[str]:
    codes: dict[str, Path] = {}
    for path, record in read:
        if record.code in codes:
            yield f"{path}: code: {record.code!r} is already in {codes[record.code]}"
        codes.setdefault(record.code, path)
        yield from _portal_page(path, record)
    for path, record in read:
        yield from _aliases(path, record, codes)


def _portal_page(path: Path, record: Procedure) -> Iterator[str]:
    if record.portal_page is None:
        return
    page = urlsplit(record.portal_page)
    if page.scheme != "https" or not (page.hostname or "").endswith(".gov.vn"):
        yield f"{path}: portal_page: {record.portal_page!r} is not an https page under gov.vn"


def _aliases(path: Path, record: Procedure, codes: dict[str, Path]) -> Iterator[str]:
    """An alias may belong to several records (the state merges codes), but never to a record's own code."""
    seen: set[str] = set()
    for place, alias in enumerate(record.aliases):
        where = f"{path}: aliases.{place}.code: {alias.code!r}"
        if alias.code in codes:
            yield f"{where} is the code of {codes[alias.code]}"
        if alias.code in seen:
            yield f"{where} is given twice"
        if alias.valid_from and alias.valid_to and alias.valid_to < alias.valid_from:
            yield f"{where} ends before it begins"
        seen.add(alias.code)
