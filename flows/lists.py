"""Long lists that answer a field beside its buttons (`more`), such as the 54 ethnic groups. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from flows.flow import Model, Text


class Entry(Model):
    """One line of a long list. Its name is the answer that is kept; `says` are other names people use."""

    name: Text
    says: tuple[Text, ...] = ()
    portal: str | None = None


Lists: TypeAlias = Mapping[str, tuple[Entry, ...]]
