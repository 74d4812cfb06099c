"""Every sentence the bot says, by name, with the pair of address words filled in. Pure; `load` reads the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "phrases"


class WordingError(Exception):
    """Everything wrong with the phrase files: `problems` are lines with file and name."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Wording:
    """Phrases by name; `{goi}` is the citizen, `{xung}` is the bot, capitalised at the start of a sentence."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.phrases = phrases
        goi, xung = phrases["address.goi"], phrases["address.xung"]
        self._address = {"goi": goi, "Goi": goi.capitalize(), "xung": xung, "Xung": xung.capitalize()}

    def say(self, name: str, **values: object) -> str:
        """The phrase with this name; KeyError when there is none or a value is missing."""
        return self.fill(self.phrases[name], **values)

    def fill(self, template: str, **values: object) -> str:
        """Any template of the content, filled the same way."""
        return template.format_map({**self._address, **values}).strip()

    def half_fill(self, template: str) -> str:
        """A template with its address words alone filled in; other placeholders stay."""
        for name, word in self._address.items():
            template = template.replace(f"{{{name}}}", word)
        return template

    def has(self, name: str) -> bool:
        """Whether there is a phrase with this name."""
        return name in self.phrases


def load(folder: Path = FOLDER) -> dict[str, str]:
    """All phrases by dotted name (`file.section.name`); raises WordingError with everything that is wrong."""
    phrases: dict[str, str] = {}
    problems: list[str] = []
    for file in sorted(folder.glob("*.yml")):
        for name, found in _read(file, problems):
            if wrong := _wrong(found):
                problems.append(f"{file}: {name}: {wrong}")
            else:
                phrases[name] = found
    if problems:
        raise WordingError(problems)
    return phrases


def _read(file: Path, problems: list[str]) -> list[tuple[str, Any]]:
    try:
        return [*_flatten(file.stem, yaml.safe_load(file.read_text(encoding="utf-8")))]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(f"{file}: {' '.join(str(error).split())}")
        return []


def _wrong(found: object) -> str | None:
    if not isinstance(found, str):
        return f"not words but {type(found).__name__}; put quotes around it"
    try:
        placeholders(found)
    except ValueError as error:
        return str(error)
    return None


def placeholders(template: str) -> set[str]:
    """The names between braces; ValueError when the braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _flatten(prefix: str, found: object) -> Iterable[tuple[str, Any]]:
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _flatten(f"{prefix}.{key}", value)
    else:
        yield prefix, found
