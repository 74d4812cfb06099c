"""`motcua draft`: a chat model writes drafts of records; a person reads, corrects and publishes them.

What the portal's text does not bear out is left out and told on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.app import open_rephrasing
from bot.cli.editing import overlay_of
from bot.config import ConfigError, load
from bot.home import Home, Secrets, find_config, find_home
from bot.overlay import SHIPPED, Overlay
from bot.plain.lint import Message, problems
from bot.wording import Wording
from bot.wording import load as load_phrases
from knowledge.catalogue import shelf
from knowledge.catalogue.diff import Change
from knowledge.catalogue.shelf import Catalogue
from knowledge.catalogue.touched import FILE
from knowledge.content import Content, ContentError, load_content
from knowledge.drafting import Draft, Fit, draft
from knowledge.procedure import Procedure
from knowledge.redrafting import redraft
from knowledge.rephrasing import Rephrasing


def options(parser: argparse.ArgumentParser) -> None:
    """Which procedures."""
    parser.add_argument(
        "name", nargs="*", help="national codes; with --changed slugs of written records (else all)"
    )
    parser.add_argument("--changed", action="store_true", help="records that the last import touched")


def call(arguments: argparse.Namespace) -> int:
    """Print the path of each draft; 1 when one could not be made."""
    home = find_home(arguments.home)
    rephrasing = open_rephrasing(load(find_config(arguments.config)), Secrets.from_environment())
    if not arguments.name and not arguments.changed:
        print("motcua draft: name the codes, or ask for --changed", file=sys.stderr)
        return 2
    catalogue, content = shelf.load(home.catalogue), load_content(SHIPPED, home.content)
    if catalogue is None:
        raise ConfigError(["no catalogue was imported; motcua import reads one"])
    desk = Desk(overlay_of(home), catalogue, content, rephrasing, _fit())
    if arguments.changed:
        return desk.redraft(_changes(home), arguments.name)
    return max(desk.draft(code) for code in arguments.name)


class Desk:
    """What the drafts are made from and where they go."""

    def __init__(
        self, overlay: Overlay, catalogue: Catalogue, content: Content, rephrasing: Rephrasing, fit: Fit
    ) -> None:
        self._overlay = overlay
        self._catalogue = catalogue
        self._procedures = {procedure.slug: procedure for procedure in content.procedures}
        self._ask = rephrasing.ask
        self._fit = fit

    def draft(self, code: str) -> int:
        """A new record for an imported procedure that nobody has written up."""
        if code not in self._catalogue:
            return _refused(code, "is not in the imported catalogue")
        owner = next((each.slug for each in self._procedures.values() if code in _codes(each)), None)
        if owner:
            return _refused(code, f"is written up as {owner}; motcua edit {owner}")
        entry = self._catalogue.entry(code)
        drafted = draft(entry, self._ask, fit=self._fit, day=self._catalogue.as_of, taken=self._procedures)
        return self._written(drafted)

    def redraft(self, touched: Mapping[str, list[Change]], wanted: list[str]) -> int:
        """Proposals in the records that the last import touched."""
        code = 0
        for slug in wanted or sorted(touched):
            record = self._procedures.get(slug)
            if slug not in touched or record is None or record.status != "written":
                code = _refused(slug, "is no written record that the last import touched")
                continue
            code = max(code, self._redraft(record, touched[slug]))
        return code

    def _redraft(self, record: Procedure, changes: list[Change]) -> int:
        text = self._overlay.in_force(f"procedures/{record.slug}.yml")
        assert text is not None, "it was loaded from there"
        there = [(change, change.now or change.code) for change in changes]
        changed = [(change, self._catalogue.entry(code)) for change, code in there if code in self._catalogue]
        for _, code in there:
            if code not in self._catalogue:
                print(f"{record.slug}: the portal has {code} no more", file=sys.stderr)
        return self._written(redraft(text, record, changed, ask=self._ask, fit=self._fit)) if changed else 1

    def _written(self, drafted: Draft) -> int:
        """Into the editor's drafts, unless there is one already."""
        for each in drafted.left_out:
            print(f"{drafted.slug}: left out: {each}", file=sys.stderr)
        path = f"procedures/{drafted.slug}.yml"
        if (self._overlay.drafts / path).exists():
            return _refused(drafted.slug, "has a draft already, which stays as it is")
        place = self._overlay.edit(path)
        place.write_text(drafted.text, encoding="utf-8")
        print(place)
        return 0


def _codes(procedure: Procedure) -> set[str]:
    return {procedure.code, *(alias.code for alias in procedure.aliases)}


def _refused(name: str, why: str) -> int:
    print(f"{name}: {why}", file=sys.stderr)
    return 1


def _fit() -> Fit:
    """Whether a sentence keeps the rules of plain language."""
    wording = Wording(load_phrases())
    return lambda text: next(problems(Message(wording.half_fill(text))), None) is None


def _changes(home: Home) -> dict[str, list[Change]]:
    """Written slugs with what the last import changed about them; ConfigError when it left nothing to read."""
    path: Path = home.catalogue / FILE
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        changes = TypeAdapter(list[Change]).validate_python(read["changes"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise ContentError([f"{path}: {type(error).__name__}; motcua import FILE writes it"]) from None
    found: dict[str, list[Change]] = {}
    for change in changes:
        for slug in change.touches:
            found.setdefault(slug, []).append(change)
    return found
