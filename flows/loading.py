"""Reads flow definitions, lists, reasons and wording from a folder, and refuses with every mistake at once.

FlowError   some file is wrong; `problems` has one line for each mistake, with file and path
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from flows.checking import problems_of
from flows.flow import Flow, Text
from flows.lists import Entry, Lists
from flows.repeating import expanded

FOLDER = Path(__file__).parent / "definitions"
"""The definitions that are shipped."""

_LISTS, _REASONS, _WORDING = "lists.yml", "reasons.yml", "wording.yml"
T = TypeVar("T")
_lists = TypeAdapter(dict[str, tuple[Entry, ...]])
_texts = TypeAdapter(dict[str, Text])
_flow: TypeAdapter[Flow] = TypeAdapter(Annotated[Flow, BeforeValidator(expanded)])


class FlowError(Exception):
    """The definitions cannot be used; all problems are listed."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML was built with it: eight times as fast."""


class _Yaml(_Safe):  # type: ignore[misc]  # which parser there is shows only at run time
    """Plain YAML in which a key written twice is a mistake, not a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key twice: {key.value}", key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


def load(folder: Path) -> tuple[Flow, ...]:
    """Every flow of the folder, by file name. Raises FlowError."""
    problems: list[str] = []
    lists = _tried(folder / _LISTS, _lists, problems)
    reasons = _tried(folder / _REASONS, _texts, problems)
    _tried(folder / _WORDING, _texts, problems)
    paths = [path for path in sorted(folder.glob("*.yml")) if path.name not in {_LISTS, _REASONS, _WORDING}]
    read = {path.name: _tried(path, _flow, problems) for path in paths}
    flows = {name: flow for name, flow in read.items() if flow}
    problems += problems_of(flows, lists or {}, reasons or {})
    if problems:
        raise FlowError(tuple(problems))
    for flow in flows.values():
        flow.paths.longest(0, {}, {})  # counted now, so that no citizen waits for it
    return tuple(flows.values())


def load_lists(folder: Path) -> Lists:
    """The long lists by name. Raises FlowError."""
    return _parsed(folder / _LISTS, _lists)


def load_reasons(folder: Path) -> Mapping[str, str]:
    """Reason id → what is odd and what to do. Raises FlowError."""
    return _parsed(folder / _REASONS, _texts)


def load_wording(folder: Path) -> Mapping[str, str]:
    """The words that `spoken` and `portal_form` put around answers. Raises FlowError."""
    return _parsed(folder / _WORDING, _texts)


def _tried(path: Path, kind: TypeAdapter[T], problems: list[str]) -> T | None:
    try:
        return _parsed(path, kind)
    except FlowError as error:
        problems += error.problems
        return None


def _parsed(path: Path, kind: TypeAdapter[T]) -> T:
    try:
        content = yaml.load(path.read_text("utf-8"), _Yaml)  # noqa: S506 - _Yaml is a SafeLoader
        return kind.validate_python(content)
    except OSError as error:
        raise FlowError((f"{path.name}: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise FlowError((f"{path.name}: not UTF-8",)) from error
    except yaml.YAMLError as error:
        raise FlowError((f"{path.name}: {' '.join(str(error).split())}",)) from error
    except ValidationError as error:
        raise FlowError(tuple(_lines(path.name, error))) from error


def _lines(name: str, error: ValidationError) -> Iterator[str]:
    for found in error.errors(include_url=False):
        where = ".".join(map(str, found["loc"]))
        yield f"{name}: {where}: {found['msg']}" if where else f"{name}: {found['msg']}"
