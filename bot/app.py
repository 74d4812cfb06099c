"""The composition root: the one place that knows every part and puts them together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import choice
from socket import gethostname

from sqlalchemy.exc import SQLAlchemyError

from bot.config import Config, ConfigError
from bot.conversation import respond
from bot.dossiers import prepare
from bot.home import Home, Secrets
from bot.inbox import Inbox
from bot.live import Live
from bot.loading import Shelves, load_resources
from bot.messages import LookUp, Submit
from bot.moment import Resources
from bot.publishing import catch_up
from bot.rewording import Kept, Rewording
from bot.sealing import Seal, load_keys
from bot.standing import standing
from bot.store.records import Decided, NewSubmission, Waiting, of_kind
from bot.store.store import Store, open_store
from bot.submitting import Pace, Submitting
from bot.turn import Turn
from connectors.choosing import Access, AdapterName, Routing, choose, open_portals
from connectors.dvcqg_wire import DvcqgSettings
from connectors.port import Portal
from connectors.sandbox.account import TRIAL_ACCOUNT
from knowledge.rephrasing import ChatModel, Rephrasing, is_installed

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
"""Without look-alikes: no 0/O, no 1/I/L, and 5 but no S."""


def new_reference() -> str:
    """A submission's reference, easy to read aloud: MC-7K29-FQ4T (30^8 of them)."""
    signs = [choice(ALPHABET) for _ in range(8)]
    return f"MC-{''.join(signs[:4])}-{''.join(signs[4:])}"


def load_seal(home: Home, secrets: Secrets) -> Seal:
    """The keys that seal people's data."""
    return Seal(load_keys(secrets.keys, home.keys))


@dataclass(frozen=True)
class Deciding:
    """Turns a waiting message into something to be kept: conversation, then what its effects need."""

    current: Callable[[], Resources]
    routing: Routing
    store: Store
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_reference: Callable[[], str] = new_reference
    reword: Callable[[Turn, Resources], Turn] | None = None

    def __call__(self, waiting: Waiting) -> Decided:
        resources = self.current()
        turn = respond(
            waiting.session,
            waiting.message,
            resources,
            now=self.clock(),
            new_reference=self.new_reference,
            held=waiting.held,
        )
        if of_kind(turn.effects, LookUp):
            turn = self._look_up(waiting, turn, resources)
        if self.reword:
            turn = self.reword(turn, resources)
        filed = tuple(self._prepared(submit, resources) for submit in of_kind(turn.effects, Submit))
        return Decided(waiting, turn, filed)

    def _look_up(self, waiting: Waiting, turn: Turn, resources: Resources) -> Turn:
        kept = self.store.submissions.of(waiting.message.citizen)
        reply = standing(kept, resources.wording, resources.library)
        offered = turn.session.offered if turn.replies else ()
        replies = (reply, *turn.replies)
        return replace(turn, replies=replies, session=replace(turn.session, last=replies, offered=offered))

    def _prepared(self, submit: Submit, resources: Resources) -> NewSubmission:
        procedure = resources.of_code(submit.procedure)
        assert procedure is not None, "checked at start: every flow's procedure is in the library"
        return prepare(
            submit,
            resources.flows[submit.flow_id],
            procedure,
            adapter=choose(self.routing, procedure.code),
            lists=resources.lists,
            words=resources.words,
            wording=resources.wording,
        )


@dataclass(frozen=True)
class App:
    """A running assistant without its faces."""

    config: Config
    home: Home
    live: Live
    store: Store
    inbox: Inbox
    submitting: Submitting
    seal: Seal
    rewording: Rewording | None = None

    @property
    def resources(self) -> Resources:
        """What the conversation consults now."""
        return self.live.resources

    def start(self) -> None:
        """Begin taking turns and sending submissions."""
        self.live.start()
        if self.rewording:
            self.rewording.start()
        self.inbox.start()
        self.submitting.start()

    def stop(self) -> None:
        """Finish what is at hand; whatever is left is in the store."""
        self.inbox.stop()
        self.submitting.stop()
        self.live.stop()
        if self.rewording:
            self.rewording.stop()
        self.store.close()


def build(config: Config, home: Home, secrets: Secrets, *, sandbox_url: str | None = None) -> App:
    """Put an assistant together; nothing runs yet."""
    seal = load_seal(home, secrets)
    routing = routing_of(config)
    portals = open_portals(routing, access=_access(config, secrets, sandbox_url))
    store = open_database(config, home, secrets, seal)
    live = open_live(config, home, store)
    resources = live.resources
    rewording = open_rewording(config, home, secrets)
    deciding = Deciding(lambda: live.resources, routing, store, reword=rewording)
    inbox = Inbox(store.turns, deciding, resources.wording.say("chat.error"), time.time)
    submitting = _submitting(config, home, store, portals, resources)
    return App(config, home, live, store, inbox, submitting, seal, rewording)


def open_rewording(config: Config, home: Home, secrets: Secrets) -> Rewording | None:
    """What words approved sentences anew; None unless a chat model is configured."""
    if not config.knowledge.rephrase.model:
        return None
    rephrasing = open_rephrasing(config, secrets)
    return Rewording(rephrasing.reword, Kept(home.rewordings), rephrasing.fingerprint)


def open_rephrasing(config: Config, secrets: Secrets) -> Rephrasing:
    """The configured chat model; ConfigError when there is none or its packages are missing."""
    asked = config.knowledge.rephrase
    if not asked.model:
        raise ConfigError(["knowledge.rephrase.model: names no chat model"])
    if not is_installed():
        raise ConfigError(["knowledge.rephrase: needs the optional packages: pip install 'motcua[rephrase]'"])
    return Rephrasing(ChatModel(asked.model, asked.base_url, secrets.rephrase_key, asked.timeout_seconds))


def open_live(config: Config, home: Home, store: Store) -> Live:
    """The resources in force, which follow what is published and imported."""
    shelves = Shelves(config, home)

    def mark() -> tuple[object, ...]:
        catch_up(shelves.overlay, store.publications)
        return (shelves.overlay.applied(), *shelves.mark())

    return Live(mark, lambda: load_resources(shelves), shelves.refreshed)


def open_database(config: Config, home: Home, secrets: Secrets, seal: Seal) -> Store:
    """The store at the configured place; ConfigError when nobody answers there."""
    try:
        return open_store(home.database_url(config.database.url, secrets.database_url), seal)
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or type(error).__name__  # never the address: it may hold a password
        raise ConfigError([f"database: cannot be opened: {why}"]) from error


def routing_of(config: Config) -> Routing:
    """Which adapter serves which procedure."""
    portal = config.portal
    return Routing(production=config.production, default=portal.default, procedures=dict(portal.procedures))


def _submitting(
    config: Config, home: Home, store: Store, portals: Mapping[AdapterName, Portal], resources: Resources
) -> Submitting:
    portal = config.portal
    return Submitting(
        store,
        portals,
        resources.wording,
        pace=Pace(portal.retry_first_seconds, portal.retry_last_seconds),
        clock=time.time,
        office=config.office.name,
        worker=f"{gethostname()}:{home.folder}"[:96],
    )


def _access(config: Config, secrets: Secrets, sandbox_url: str | None) -> dict[AdapterName, Access]:
    portal = config.portal
    if "dvcqg" in routing_of(config).used and not secrets.portal_password:
        raise ConfigError(["portal: dvcqg needs the environment variable MOTCUA_PORTAL_PASSWORD"])
    real = DvcqgSettings(
        adapter_url=portal.adapter_url,
        username=portal.username,
        dstcode=portal.dstcode,
        madonvi=portal.madonvi,
        timeout_seconds=portal.timeout_seconds,
    )
    trial = real.model_copy(update={"adapter_url": sandbox_url or portal.adapter_url, "trial": True})
    return {
        "dvcqg": Access(real, secrets.portal_password or ""),
        "sandbox": Access(trial, secrets.portal_password or TRIAL_ACCOUNT.password),
    }
