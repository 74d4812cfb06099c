"""The search as a retriever of langchain-core, so that it drops into any chain; the one home of langchain.

Nothing here leaves the process: tracing is off whatever the environment says. It words nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context
from pydantic import PrivateAttr

from knowledge.fact import Fact
from knowledge.faq import Faq
from knowledge.library import Library, Record
from knowledge.life_event import LifeEvent
from knowledge.search import Found, Hit

Find = Callable[..., Found]
_KEPT = 512
"""Records whose text is remembered."""


class ProcedureRetriever(BaseRetriever):
    """Documents for a question, best first: a record's plain text, with its sources in the metadata.

    `limit` is how many at most; `province` is the citizen's, by its two-digit code. Decoding an imported record
    takes a millisecond or two: without `whole` its document holds the heading alone.
    """

    limit: int = 10
    whole: bool = True
    province: str | None = None
    _find: Find = PrivateAttr()
    _library: Library = PrivateAttr()
    _about: Callable[[str], tuple[str, dict[str, Any]]] = PrivateAttr()

    def __init__(self, find: Find, library: Library, **settings: Any) -> None:
        super().__init__(**settings)
        self._find, self._library = find, library
        self._about = lru_cache(_KEPT)(self._told)

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:  # noqa: A002
        """The documents; never traced to the outside."""
        with tracing_context(enabled=False):
            return super().invoke(input, config, **kwargs)

    async def ainvoke(
        self,
        input: str,  # noqa: A002 - langchain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """The documents; never traced to the outside."""
        with tracing_context(enabled=False):
            return await super().ainvoke(input, config, **kwargs)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, province: str | None = None
    ) -> list[Document]:
        del run_manager  # nobody is told
        found = self._find(query, self.limit, province=province or self.province)
        return list(self._documents(found))

    def _documents(self, found: Found) -> Iterator[Document]:
        """One per hit; with no hit, one without a slug that carries the verdict."""
        common = {"verdict": found.verdict, "choices": list(found.choices)}
        for hit in found.hits:
            text, about = self._about(hit.slug)
            yield Document(page_content=text, metadata=about | common | {"score": hit.score})
        if not found.hits:
            yield Document(page_content="", metadata=common)

    def _told(self, slug: str) -> tuple[str, dict[str, Any]]:
        """A record's text and what does not depend on the question."""
        heading = self._library.heading(slug)
        if heading is not None and not self.whole:
            about = {"slug": slug, "code": slug, "kind": "imported", "title": heading.title}
            text = "\n".join(text for text in (heading.title, heading.field, heading.keywords) if text)
            return text, about | {"sources": [], "checked": None}
        record = self._library.by_slug(slug)
        return "\n".join(lines(record)), {
            "slug": slug,
            "code": getattr(record, "code", None),
            "kind": kind(record),
            "title": record.title,
            "sources": [{"title": source.title, "url": source.url} for source in record.sources.values()],
            "checked": record.checked.isoformat() if record.checked else None,
        }


def found(documents: Iterable[Document]) -> Found:
    """What the search found, read back from the documents: the answer path goes through them."""
    all_ = list(documents)
    if not all_:
        return Found((), "none")
    about = all_[0].metadata
    hits = tuple(Hit(each.metadata["slug"], each.metadata["score"]) for each in all_ if "slug" in each.metadata)
    return Found(hits, about["verdict"], tuple(about["choices"]))


def kind(record: Record) -> str:
    """What the metadata calls it."""
    if isinstance(record, Faq):
        return "faq"
    if isinstance(record, LifeEvent):
        return "event"
    return "imported" if record.status == "imported" else "procedure"


def lines(record: Record) -> Iterator[str]:
    """The record in plain text: title, official name, then every fact as a citizen is told it."""
    yield record.title
    official = getattr(record, "official_title", record.title)
    if official != record.title:
        yield official
    yield from map(_line, record.facts)


def _line(fact: Fact) -> str:
    condition = getattr(fact, "condition", None)
    return f"{fact.text} ({condition})" if condition else fact.text
