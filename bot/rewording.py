"""Says approved sentences in other words where an accepted rewording is known; off unless it is configured.

Only sentences that stand in the content are sent to a model: never a citizen's words, name, place or answers.
A turn never waits: what is not known yet goes out as it is written and is asked for in the background.
"""

from __future__ import annotations

import json
import os
import queue
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from bot.logs import error_name, log
from bot.messages import Reply
from bot.moment import Resources
from bot.plain.lint import Message, problems
from bot.turn import Turn
from knowledge.grounding import unfaithful
from nlu.text import syllables

Reword = Callable[[str, Callable[[str], bool]], str | None]
MOST_KEPT = 2000
MOST_WAITING = 100
LONGEST_MESSAGE = 60
SHORTEST = 4
"""Sentences of fewer tiếng are as plain as they can be."""
ASK_AGAIN_AFTER_SECONDS = 3600.0
_LONGER = 1.2
_STOP_SECONDS = 1.0


class Kept:
    """Accepted rewordings by key, the least used forgotten first; in memory, and in a file that outlives it."""

    def __init__(self, path: Path, most: int = MOST_KEPT) -> None:
        self._path = path
        self._most = most
        self._texts: OrderedDict[str, str] = OrderedDict(_read(path))
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """The rewording, which counts as used now."""
        with self._lock:
            if (text := self._texts.get(key)) is not None:
                self._texts.move_to_end(key)
            return text

    def drop(self, key: str) -> None:
        """Forget one that is no longer accepted."""
        with self._lock:
            self._texts.pop(key, None)

    def put(self, key: str, text: str) -> None:
        """Keep one, beside what another process kept meanwhile."""
        with self._lock:
            theirs = {each: other for each, other in _read(self._path).items() if each not in self._texts}
            merged = OrderedDict({**theirs, **self._texts, key: text})
            while len(merged) > self._most:
                merged.popitem(last=False)
            self._texts = merged
            _write(self._path, merged)


class Rewording:
    """Replaces what may be replaced in a turn; one thread asks the model about what is not known yet."""

    def __init__(
        self, reword: Reword, kept: Kept, fingerprint: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._reword = reword
        self._kept = kept
        self._fingerprint = fingerprint
        self._clock = clock
        self._wanted: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._asked: dict[str, float] = {}
        self._sound: set[str] = set()
        self._approved: tuple[Resources | None, frozenset[str]] = (None, frozenset())
        self._thread = threading.Thread(target=self._run, name="rewording", daemon=True)

    def __call__(self, turn: Turn, resources: Resources) -> Turn:
        """The turn with what is known in other words; as it is when nothing is."""
        if turn.outcome != "answered":
            return turn
        try:
            return self._replaced(turn, resources)
        except Exception as error:  # noqa: BLE001 - a nicety must not cost anybody the answer
            log.error("rewording failed", error=error_name(error))
            return turn

    def _replaced(self, turn: Turn, resources: Resources) -> Turn:
        approved = self._lines_of(resources)
        said = {reply: self._reworded(reply, approved) for reply in turn.replies}
        last = tuple(said.get(reply, reply) for reply in turn.session.last)
        replies = tuple(said[reply] for reply in turn.replies)
        return replace(turn, replies=replies, session=replace(turn.session, last=last))

    def start(self) -> None:
        """Begin asking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop asking; an answer that is still awaited is not waited for."""
        with suppress(queue.Full):
            self._wanted.put_nowait(None)
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def _lines_of(self, resources: Resources) -> frozenset[str]:
        """Computed once for each state of the content."""
        if self._approved[0] is not resources:
            self._approved = (resources, frozenset(approved_lines(resources)))
        return self._approved[1]

    def _reworded(self, reply: Reply, approved: frozenset[str]) -> Reply:
        """Lines of the content in other words; heads, numbered lists and sources stay as they are."""
        lines = reply.text.split("\n")
        pieces = [
            self._said(text) if is_approved else text
            for is_approved, run in groupby(lines, approved.__contains__)
            for text in ["\n".join(run)]
        ]
        text = "\n".join(pieces)
        return replace(reply, text=text) if text != reply.text and _stays_short(text, reply.text) else reply

    def _said(self, text: str) -> str:
        """The accepted rewording; else the text itself, and a wish for one."""
        if len(syllables(text)) < SHORTEST:
            return text
        key = self._key(text)
        other = self._kept.get(key)
        if other is not None and (key in self._sound or self._is_sound(key, other, text)):
            return other
        self._wish(text)
        return text

    def _is_sound(self, key: str, other: str, text: str) -> bool:
        """A file is not believed: what it holds is checked once before it is said."""
        if fits(other, text) and not unfaithful(other, text):
            self._sound.add(key)
            return True
        self._kept.drop(key)
        return False

    def _wish(self, text: str) -> None:
        key, now = self._key(text), self._clock()
        if self._asked.get(key, now) > now:
            return
        with suppress(queue.Full):
            self._wanted.put_nowait(text)
            self._asked[key] = now + ASK_AGAIN_AFTER_SECONDS
        if len(self._asked) > 2 * MOST_KEPT:
            self._asked = {each: due for each, due in self._asked.items() if due > now}

    def _run(self) -> None:
        while (text := self._wanted.get()) is not None:
            try:
                self.ask(text)
            except Exception as error:  # noqa: BLE001 - without a rewording the text is said as it is
                log.error("rewording failed", error=error_name(error))

    def ask(self, text: str) -> None:
        """Ask for one rewording and keep it, if there is one."""
        other = self._reword(text, lambda each: fits(each, text))
        if other is not None:
            self._kept.put(self._key(text), other)

    def _key(self, text: str) -> str:
        return sha256(f"{self._fingerprint}\0{text}".encode()).hexdigest()


def approved_lines(resources: Resources) -> Iterator[str]:
    """Every line of a fact that an editor wrote, in this conversation's address words.

    What the portal says in its own words is not ours to reword, and what a place adds is not asked about.
    """
    library = resources.library
    for record in (*library, *library.faqs, *library.events):
        for fact in record.facts:
            yield from resources.wording.fill(fact.text).split("\n")


def fits(other: str, text: str) -> bool:
    """Whether it keeps the rules of plain language and is hardly longer."""
    longest = _LONGER * len(syllables(text)) + 1
    return len(syllables(other)) <= longest and next(problems(Message(other)), None) is None


def _stays_short(text: str, before: str) -> bool:
    return len(syllables(text)) <= max(LONGEST_MESSAGE, len(syllables(before)))


def _read(path: Path) -> dict[str, str]:
    """What the file holds; a damaged one holds nothing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    plain = isinstance(found, dict)
    return {key: text for key, text in found.items() if isinstance(text, str)} if plain else {}


def _write(path: Path, texts: OrderedDict[str, str]) -> None:
    """In one step, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(texts, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
