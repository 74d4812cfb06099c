"""The YAML that capabilities load only when first needed: read at the start, so that a mistake stops it."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from bot.home import PROJECT

FOLDERS = ("nlu/data", "connectors", "connectors/sandbox", "knowledge", "knowledge/places", "bot/plain")


class ShippedError(Exception):
    """Files that cannot be read: `problems` are lines with file and place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check() -> None:
    """Raises ShippedError with every file that is no YAML or holds nothing."""
    if problems := list(_problems()):
        raise ShippedError(problems)


def _problems() -> Iterator[str]:
    for file in (file for folder in FOLDERS for file in sorted((PROJECT / folder).glob("*.yml"))):
        try:
            if not yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
                yield f"{file.relative_to(PROJECT)}: holds nothing"
        except yaml.YAMLError as error:
            yield f"{file.relative_to(PROJECT)}: {' '.join(str(error).split())}"
