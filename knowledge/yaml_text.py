"""Changes single values in the text of a YAML file and leaves its comments and its layout as they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands between two places of a text afterwards."""

    start: int
    end: int
    text: str


def apply(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def node_at(text: str, *path: str | int) -> yaml.Node | None:
    """The node under these keys and places; None when there is none."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def scalar(text: str, value: object, *path: str | int) -> Edit | None:
    """The edit that puts this value at a path where a scalar stands already."""
    node = node_at(text, *path)
    if not isinstance(node, yaml.ScalarNode):
        return None
    end = _end(node)
    tail = "\n" if text[:end].endswith("\n") else ""
    return Edit(_start(node), end, written(value) + tail)


def added_key(text: str, key: str, value: object) -> Edit:
    """The edit that puts a new key at the end of the whole mapping."""
    gap = "" if text.endswith("\n") else "\n"
    return Edit(len(text), len(text), f"{gap}\n{key}: {written(value)}\n")


def added_item(text: str, value: dict[str, Any], *path: str | int) -> Edit | None:
    """The edit that puts one more item behind the last of a block list."""
    node = node_at(text, *path)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return None
    last = node.value[-1]
    line_end = text.find("\n", _last_written(last))
    place = len(text) if line_end < 0 else line_end
    indent = " " * node.start_mark.column
    inside = ", ".join(f"{key}: {written(each)}" for key, each in value.items())
    return Edit(place, place, f"\n{indent}- {{{inside}}}")


def written(value: object) -> str:
    """A scalar on one line, read back as it was by YAML."""
    return json.dumps(value, ensure_ascii=False)


def _last_written(node: yaml.Node) -> int:
    """Where the last character of a node stands; a block's own end is only where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_written(last[1] if isinstance(last, tuple) else last)
    end = _end(node)
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return max(_start(node), end - 2) if block else end


def _start(node: yaml.Node) -> int:
    return int(node.start_mark.index)


def _end(node: yaml.Node) -> int:
    return int(node.end_mark.index)
