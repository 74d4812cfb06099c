"""Every sentence the bot says, by name, with the pair of address words filled in. Pure; `load` reads the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter

import yaml

FOLDER = Path(__file__).parent / "phrases"
ADDRESS = ("goi", "Goi", "xung", "Xung")


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
    """All phrases by dotted name (`file.section.name`)."""
    phrases: dict[str, str] = {}
    for file in sorted(folder.glob("*.yml")):
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        phrases.update(_flatten(file.stem, found))
    return phrases


def placeholders(template: str) -> set[str]:
    """The names between braces; ValueError when the braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _flatten(prefix: str, found: object) -> Iterable[tuple[str, str]]:
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _flatten(f"{prefix}.{key}", value)
    else:
        yield prefix, str(found)
