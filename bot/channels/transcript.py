"""Conversations written down as golden tests, so that a content officer can read them. Plays nothing itself."""

from __future__ import annotations

from typing import Any

import yaml

from bot.store.records import TurnKept


def shown(turn: TurnKept) -> dict[str, Any]:
    """What a turn said and offered, without what changes from run to run."""
    found: dict[str, Any] = {"outcome": turn.outcome, "bot": [kept.reply.text for kept in turn.replies]}
    if turn.replies and turn.replies[-1].reply.buttons:
        found["buttons"] = [button.label for button in turn.replies[-1].reply.buttons]
    if turn.reference:
        found["reference"] = turn.reference
    return found


def written(script: dict[str, Any]) -> str:
    """A transcript as YAML; texts of several lines stand as blocks."""
    return yaml.dump(script, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=110)


class _Readable(yaml.SafeDumper):
    pass


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _as_block)
