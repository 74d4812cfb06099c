"""What Telegram takes: the limits of the Bot API's pages, and every method and type when its description is there.

The description (`telegram/bot-api-10.1.json`) is optional reference data; the limits always hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "telegram" / "bot-api-10.1.json"
METHODS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "getUpdates": (frozenset(), frozenset({"offset", "limit", "timeout", "allowed_updates"})),
    "sendMessage": (frozenset({"chat_id", "text"}), frozenset({"reply_markup", "link_preview_options"})),
    "sendDocument": (frozenset({"chat_id", "document"}), frozenset({"caption", "reply_markup"})),
    "answerCallbackQuery": (frozenset({"callback_query_id"}), frozenset({"text", "show_alert"})),
}
"""What we use of the Bot API, so that the double is strict without the description too: needed, allowed besides."""
ACTIONS = frozenset(
    {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
     "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}
)  # fmt: skip
SCALARS = frozenset({"Integer", "String", "Boolean", "Float", "True"})


@dataclass(frozen=True)
class Rules:
    """Finds what is wrong with a call; `description` is the Bot API's own, or empty."""

    description: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Rules:
        return cls(json.loads(DESCRIPTION.read_text(encoding="utf-8")) if DESCRIPTION.exists() else {})

    def wrong_with_call(self, method: str, fields: Mapping[str, str], files: Mapping[str, Any]) -> list[str]:
        """Everything wrong with a call as it came over the wire: values are text, nested ones JSON."""
        return [f"{method}: {problem}" for problem in self._problems(method, fields, files)]

    def wrong_with_type(self, name: str, value: Any) -> list[str]:
        """Everything wrong with a value of one of the Bot API's types; nothing without the description."""
        return list(self._of_type([name], value, name)) if self.description else []

    def _problems(self, method: str, fields: Mapping[str, str], files: Mapping[str, Any]) -> Iterator[str]:
        if method not in METHODS:
            yield "is no method that we use"
            return
        needed, besides = METHODS[method]
        yield from (f"{name} is missing" for name in sorted(needed - set(fields)))
        yield from (f"{name} is unknown" for name in sorted(set(fields) - needed - besides))
        if self.description:
            yield from self._against_description(method, fields, files)
        yield from _limits(method, fields)

    def _against_description(
        self, method: str, fields: Mapping[str, str], files: Mapping[str, Any]
    ) -> Iterator[str]:
        described = self.description["methods"].get(method)
        if described is None:
            yield "does not exist"
            return
        known = {each["name"]: each for each in described.get("fields", [])}
        for name, each in known.items():
            if each["required"] and name not in fields:
                yield f"{name} is missing"
        for name, text in fields.items():
            if name not in known:
                yield f"{name} is unknown"
            else:
                yield from self._of_type(known[name]["types"], _decoded(known[name]["types"], text, files), name)

    def _of_type(self, types: list[str], value: Any, where: str) -> Iterator[str]:
        """Nothing when one of the types fits, else what is wrong with the likeliest one."""
        tried = [list(self._of_one(name, value, where)) for name in types]
        if all(tried):
            yield from min(tried, key=len)

    def _of_one(self, name: str, value: Any, where: str) -> Iterator[str]:
        if name.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{where} is no list"
                return
            for number, each in enumerate(value):
                yield from self._of_one(name.removeprefix("Array of "), each, f"{where}[{number}]")
        elif name in SCALARS or name == "InputFile":
            if not _is_scalar(name, value):
                yield f"{where} is no {name}"
        else:
            yield from self._of_object(name, value, where)

    def _of_object(self, name: str, value: Any, where: str) -> Iterator[str]:
        described = self.description["types"][name]
        if subtypes := described.get("subtypes"):
            yield from self._of_type(subtypes, value, where)
            return
        if not isinstance(value, dict):
            yield f"{where} is no {name}"
            return
        known = {each["name"]: each for each in described.get("fields", [])}
        for key, each in known.items():
            if each["required"] and key not in value:
                yield f"{where}.{key} is missing"
        for key, inner in value.items():
            if key in known:
                yield from self._of_type(known[key]["types"], inner, f"{where}.{key}")
            else:
                yield f"{where}.{key} is unknown"


def _decoded(types: list[str], text: str, files: Mapping[str, Any]) -> Any:
    """A form field as its type would have it; the text itself when it is nothing else."""
    if "InputFile" in types:
        return files.get(text.removeprefix("attach://")) if text.startswith("attach://") else text
    if "String" in types and "Integer" not in types:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_scalar(name: str, value: Any) -> bool:
    if name in ("Integer", "Float"):
        return isinstance(value, int if name == "Integer" else int | float) and not isinstance(value, bool)
    if name in ("Boolean", "True"):
        return value is True or (name == "Boolean" and value is False)
    return value is not None if name == "InputFile" else isinstance(value, str)


def _limits(method: str, fields: Mapping[str, str]) -> Iterator[str]:
    if method == "sendMessage" and not 1 <= len(fields.get("text", "").strip()) <= 4096:
        yield "text must be 1-4096 characters"
    if len(fields.get("caption", "")) > 1024:
        yield "caption must be 0-1024 characters"
    if method == "answerCallbackQuery" and len(fields.get("text", "")) > 200:
        yield "text must be 0-200 characters"
    if "reply_markup" in fields:
        yield from _keyboard(json.loads(fields["reply_markup"]))


def _keyboard(markup: Mapping[str, Any]) -> Iterator[str]:
    rows = markup.get("inline_keyboard", [])
    if not all(isinstance(row, list) and all(isinstance(key, dict) for key in row) for row in rows):
        yield "an inline keyboard is a list of rows of buttons"
        return
    if sum(len(row) for row in rows) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        yield "a keyboard has at most 100 buttons, 1-8 in a row"
    for button in (button for row in rows for button in row):
        if len(ACTIONS & set(button)) != 1:
            yield f"button {button.get('text')!r} must do exactly one thing"
        if not button.get("text"):
            yield "a button needs a text"
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            yield f"callback_data {button['callback_data']!r} must be 1-64 bytes"
