"""A question that people ask beside the fields of a procedure, with its answer in plain words."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import StringConstraints, model_validator

from knowledge.fact import Fact, Model, Source, Text, unlisted

FaqSlug = Annotated[str, StringConstraints(pattern=r"^hoi-[a-z0-9-]{1,44}$")]


class Faq(Model):
    """`title` is the question as it is shown; `asked` are the ways people put it, never shown.

    `procedures` are the slugs that the answer belongs to; a question about no procedure has none.
    """

    slug: FaqSlug
    title: Text
    asked: tuple[Text, ...]
    answer: tuple[Fact, ...]
    procedures: tuple[Text, ...] = ()
    sources: dict[str, Source]
    checked: dt.date
    needs_review: Text | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the record."""
        return self.answer

    @model_validator(mode="after")
    def _is_complete(self) -> Faq:
        unlisted((fact.source for fact in self.answer), self.sources)
        if not self.answer or not self.asked:
            raise ValueError("an entry needs an answer and at least one way of asking")
        return self
