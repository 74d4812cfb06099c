"""`motcua check`: everything wrong with content, flows, phrases and configuration, all at once."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot import shipped
from bot import wording as phrases
from bot.app import FLOWS, PROCEDURES
from bot.config import load
from bot.home import PROJECT, find_config
from bot.plain.corpus import check
from bot.wording import Wording
from flows import loading
from flows.flow import Flow
from knowledge import content
from knowledge.procedure import Procedure

_SAID = re.compile(r"""(?:\bsay|has)\(\s*"([a-z_]+(?:\.[a-z_0-9]+)+)\"""")
_BUTTON = re.compile(r"""\.button\("([a-z_]+)\"""")


def options(_parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def call(arguments: argparse.Namespace) -> int:
    """Print one line for each mistake; exit 1 if there is any."""
    found = list(problems(find_config(arguments.config)))
    for line in found:
        print(line)
    if not found:
        print("Nothing wrong.")
    return 1 if found else 0


def problems(config: Path) -> Iterator[str]:
    """Every mistake with its place; a part that cannot be read does not hide the mistakes of the others."""
    _, wrong = _tried(lambda: load(config))
    yield from wrong
    _, wrong = _tried(shipped.check)
    yield from wrong
    if wrong:
        return  # what follows needs these files
    flows, wrong = _tried(lambda: loading.load(FLOWS))
    yield from wrong
    procedures, wrong = _tried(lambda: content.load(PROCEDURES))
    yield from wrong
    said, wrong = _tried(phrases.load)
    yield from wrong
    if flows and procedures and said:
        yield from _across(flows, procedures)
        reasons = loading.load_reasons(FLOWS)
        wording = Wording(said | {f"reasons.{name}": text for name, text in reasons.items()})
        yield from check(wording, flows, procedures)
        yield from _unsaid(said)


def _tried(read: Callable[[], Any]) -> tuple[Any, list[str]]:
    try:
        return read(), []
    except Exception as error:
        if (wrong := getattr(error, "problems", None)) is None:
            raise
        return None, list(wrong)


def _across(flows: tuple[Flow, ...], procedures: tuple[Procedure, ...]) -> Iterator[str]:
    """Flows and procedures must speak of the same things."""
    codes = {procedure.code for procedure in procedures}
    for flow in flows:
        if flow.procedure not in codes:
            yield f"flow {flow.id}: no procedure has the code {flow.procedure}"


def _unsaid(said: dict[str, str]) -> Iterator[str]:
    """A phrase that the code says must be there."""
    for file in sorted((PROJECT / "bot").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        wanted = set(_SAID.findall(text)) | {f"buttons.{name}" for name in _BUTTON.findall(text)}
        for name in sorted(wanted - set(said)):
            yield f"{file.relative_to(PROJECT)}: says {name!r}, which no phrase file has"
