"""Reads everything that the conversation consults, and reads again what an editor or an import changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot import shipped
from bot import wording as phrases
from bot.config import Config, ConfigError
from bot.home import PROJECT, Home
from bot.moment import Resources
from bot.overlay import SHIPPED, Overlay
from bot.places import open_places
from bot.wording import Wording
from flows import loading as flow_files
from knowledge import index, phrasings
from knowledge.catalogue import shelf
from knowledge.catalogue.touched import doubted
from knowledge.content import load_content
from knowledge.embedding import Embedding, StaticEmbedding
from knowledge.library import Library
from knowledge.search import Found, Hit, Search
from nlu.corrections import correction
from nlu.engines.embedded import EmbeddedEngine
from nlu.engines.examples import load_examples
from nlu.engines.guess import Engines
from nlu.engines.rasa import RasaEngine
from nlu.meaning import meaning
from nlu.read import read

FLOWS = PROJECT / "flows" / "definitions"
PROCEDURES = SHIPPED / "procedures"
SHIPPED_MODEL = SHIPPED / "model"


@dataclass(frozen=True)
class Shelves:
    """Where content comes from: shipped files, what was published over them, an imported catalogue."""

    config: Config
    home: Home

    @cached_property
    def embedding(self) -> Embedding:
        """The model, loaded once."""
        return load_embedding(self.config)

    @property
    def overlay(self) -> Overlay:
        """The editors' files."""
        return Overlay(self.home.content, self.home.drafts)

    def mark(self) -> tuple[object, ...]:
        """Differs once a catalogue or the lists of places were replaced."""
        return _stamp(self.home.catalogue / "current.json"), _stamp(self.home.units / "units.json")

    def library(self) -> Library:
        """Every record in force; raises ContentError with everything that is wrong."""
        content = load_content(SHIPPED, self.home.content)
        catalogue = shelf.load(self.home.catalogue)
        procedures = doubted(content.procedures, self.home.catalogue)
        return Library(procedures, faqs=content.faqs, events=content.events, catalogue=catalogue)

    def search(self, library: Library) -> Search:
        """A search over the library, with the index in the home folder where it is up to date."""
        said = phrasings.load(phrasings.SHIPPED, self.home.content / "phrasings")
        return index.open_search(library, self.embedding, self.home.index, phrasings=said)

    def refreshed(self, resources: Resources) -> Resources:
        """The same resources with the content that is in force now."""
        library = self.library()
        search = self.search(library)
        return replace(
            resources,
            library=library,
            find=_finding(search, library),
            search=_hits(search),
            places=open_places(self.home, library),
        )


def _finding(search: Search, library: Library) -> Callable[[str, str | None], Found]:
    """The answer path goes through the retriever that any chain may use; langchain is loaded here, not before."""
    from knowledge.retriever import ProcedureRetriever, found

    retriever = ProcedureRetriever(search.find, library, whole=False)
    return lambda question, province: found(retriever.invoke(question, province=province))


def _hits(search: Search) -> Callable[[str, int], tuple[Hit, ...]]:
    return lambda question, limit: search.find(question, limit).hits


def load_resources(shelves: Shelves) -> Resources:
    """Content, flows, words and search; raises the content errors with everything that is wrong."""
    shipped.check()
    flows = flow_files.load(FLOWS)
    reasons = flow_files.load_reasons(FLOWS)
    library = shelves.library()
    search = shelves.search(library)
    all_phrases = phrases.load() | {f"reasons.{name}": text for name, text in reasons.items()}
    words = dict(flow_files.load_wording(FLOWS)) | {
        name.removeprefix("words."): text for name, text in all_phrases.items() if name.startswith("words.")
    }
    return Resources(
        flows={flow.id: flow for flow in flows},
        library=library,
        lists=flow_files.load_lists(FLOWS),
        find=_finding(search, library),
        search=_hits(search),
        places=open_places(shelves.home, library),
        read=read,
        understand=meaning,
        guess=load_engines(shelves.config, shelves.embedding),
        correction=correction,
        wording=Wording(all_phrases),
        words=words,
        office=shelves.config.office,
    )


def load_engines(config: Config, embedding: Embedding) -> Engines:
    """The embedded engine, and Rasa before it where the operator wants it."""
    wanted = config.nlu.engine == "rasa"
    rasa = RasaEngine(config.nlu.rasa.url, config.nlu.rasa.timeout_seconds) if wanted else None
    return Engines(EmbeddedEngine(load_examples(), embedding), rasa)


def load_embedding(config: Config) -> Embedding:
    """The shipped static model, or a sentence-transformers model that the operator has on disk."""
    if config.knowledge.embedding == "shipped":
        return StaticEmbedding(SHIPPED_MODEL)
    folder = Path(config.knowledge.embedding)
    if not folder.is_dir():
        raise ConfigError([f"knowledge.embedding: no folder {folder}"])
    from knowledge.transformer import TransformerEmbedding

    return TransformerEmbedding(folder)


def _stamp(file: Path) -> int:
    """When the file was last replaced; 0 when it is not there."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
