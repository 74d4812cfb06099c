"""A chat model that words one approved text anew, through LangChain; the one home of langchain's models.

It returns nothing rather than something unsure, and it must not decide what is told.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from knowledge.grounding import unfaithful

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

PROMPTS = Path(__file__).parent / "prompts.yml"
LONGEST_ANSWER = 2000
_MOST_TOKENS = 1000
_OWN_SERVER = "openai"
"""What a server at an address of one's own speaks: vLLM, llama.cpp, Ollama and others offer it."""
_NO_KEY = "none"
_QUOTES = ('""', "“”", "''", "«»")


class NoAnswer(Exception):
    """The model gave nothing that can be looked at: too late, an error, empty or far too long."""


@dataclass(frozen=True, slots=True)
class ChatModel:
    """Which model, and where; `key` None leaves it to the provider's own environment variable."""

    model: str
    base_url: str = ""
    key: str | None = field(default=None, repr=False)
    timeout_seconds: float = 20


def is_installed() -> bool:
    """Whether the optional packages are there."""
    return find_spec("langchain") is not None


def prompts() -> Mapping[str, Any]:
    """Everything that is asked of a model, and what its drafts say of themselves."""
    found: dict[str, Any] = yaml.safe_load(PROMPTS.read_text(encoding="utf-8"))
    return found


class Rephrasing:
    """A model with its prompts. Nothing is loaded before the first question; it answers one at a time."""

    def __init__(self, chat: ChatModel) -> None:
        self.chat = chat
        self._busy = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Differs with the model, its address and the prompts."""
        said = "\0".join([self.chat.model, self.chat.base_url, PROMPTS.read_text(encoding="utf-8")])
        return sha256(said.encode()).hexdigest()

    def reword(self, text: str, fit: Callable[[str], bool]) -> str | None:
        """The text in other words; None when there are none that say the same and fit."""
        try:
            answer = self.ask("reword", text=text)
        except NoAnswer:
            return None
        longest = 2 * len(text) + 40
        same = len(answer) <= longest and not unfaithful(answer, text)
        return answer if same and answer != text and fit(answer) else None

    def ask(self, prompt: str, **values: str) -> str:
        """What the model answers to one of the prompts; NoAnswer when that cannot be used."""
        if not self._busy.acquire(timeout=self.chat.timeout_seconds):
            raise NoAnswer("still busy with an earlier question")
        answered: queue.SimpleQueue[str | BaseException] = queue.SimpleQueue()

        def work() -> None:
            try:
                answered.put(self._invoke(prompt, values))
            except BaseException as error:  # noqa: BLE001 - whatever it is, the asker is told
                answered.put(error)
            finally:
                self._busy.release()

        threading.Thread(target=work, name="rephrasing", daemon=True).start()
        return _usable(self._waited(answered))

    def _waited(self, answered: queue.SimpleQueue[str | BaseException]) -> str:
        """The answer, if it comes in time. A slow one is not waited for, however often it shows signs of life."""
        try:
            answer = answered.get(timeout=self.chat.timeout_seconds)
        except queue.Empty:
            raise NoAnswer(f"nothing within {self.chat.timeout_seconds:g} seconds") from None
        if isinstance(answer, BaseException):
            raise NoAnswer(type(answer).__name__) from None
        return answer

    def _invoke(self, prompt: str, values: Mapping[str, str]) -> str:
        from langsmith import tracing_context

        with tracing_context(enabled=False):  # whatever the environment says: nothing is told to anybody else
            return str(self._chain(prompt).invoke(dict(values)))

    def _chain(self, prompt: str) -> Runnable[Any, str]:
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate

        asked = prompts()[prompt]
        template = ChatPromptTemplate.from_messages([("system", asked["system"]), ("human", asked["human"])])
        return template | self._model | StrOutputParser()

    @cached_property
    def _model(self) -> Runnable[Any, Any]:
        from langchain.chat_models import init_chat_model

        chat = self.chat
        settings: dict[str, Any] = {"timeout": chat.timeout_seconds, "max_retries": 0}
        settings |= {"temperature": 0, "max_tokens": _MOST_TOKENS}
        if chat.key:
            settings["api_key"] = chat.key
        if chat.base_url:
            settings = {"api_key": _NO_KEY, **settings, "base_url": chat.base_url, "model_provider": _OWN_SERVER}
        model: Runnable[Any, Any] = init_chat_model(chat.model, **settings)
        return model


def _usable(answer: str) -> str:
    answer = answer.strip()
    if answer[:1] + answer[-1:] in _QUOTES and len(answer) > 1:
        answer = answer[1:-1].strip()
    if not answer:
        raise NoAnswer("an empty answer")
    if len(answer) > LONGEST_ANSWER:
        raise NoAnswer("an answer that is far too long")
    return answer
