"""A plain sentence with the place it comes from: what every record of `knowledge` is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    """A document or page that a fact was read in; `date` is the document's own date."""

    title: Text
    date: dt.date | None = None
    url: str | None = None


class Fact(Model):
    """A plain sentence that is true between two dates, by the source with this key.

    `checked` is the day this sentence was compared with its source, when that was not the record's own day.
    """

    text: Text
    source: Text
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    checked: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the fact is in force on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def begins_after(self, day: dt.date) -> bool:
        """Whether the fact is not yet in force on this day, and will be."""
        return self.valid_from is not None and day < self.valid_from


class When(Model):
    """The only condition there is: the question with this id was answered with one of these values."""

    field: Identifier
    one_of: tuple[str, ...]


class Names(Model):
    """What people call a thing and ask about it; used to find the record, never shown."""

    everyday: tuple[Text, ...]
    situations: tuple[Text, ...] = ()


def unlisted(cited: Iterable[str], sources: Mapping[str, Source]) -> None:
    """ValueError naming the sources that are cited and not listed."""
    if missing := set(cited) - set(sources):
        raise ValueError(f"sources not listed: {', '.join(sorted(missing))}")
