"""A Bot API server, phones, and the whole assistant between them and a sandbox portal; one a module, for speed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from channels.assistant import Assistant, assistant_over, fast_api
from channels.bot_api import BotApi
from channels.phone import Phone, new_phone

from bot.config import Config
from bot.moment import Resources


@pytest.fixture
def lone_api() -> Iterator[BotApi]:
    """A server that no assistant polls, at Telegram's own pace."""
    server = BotApi().start()
    yield server
    server.stop()
    assert server.wrong == []


@pytest.fixture(scope="module")
def running(config: Config, resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One assistant for a module's tests: they talk to it as different citizens."""
    home = tmp_path_factory.mktemp("home")
    with fast_api() as api, assistant_over(home, config, resources, api=api) as assistant:
        yield assistant


@pytest.fixture
def assistant(running: Assistant) -> Iterator[Assistant]:
    """Without any trouble at first; whatever broke Telegram's rules fails the test."""
    running.api.forget()
    yield running
    running.api.trouble = lambda _number: ""
    running.settle()
    assert running.api.wrong == []


@pytest.fixture
def another_phone(assistant: Assistant) -> Callable[[], Phone]:
    return lambda: new_phone(assistant.api)


@pytest.fixture
def phone(another_phone: Callable[[], Phone]) -> Phone:
    return another_phone()
