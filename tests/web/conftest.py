"""A real assistant with its web site on a free port."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

from bot.app import App, build
from bot.cli.ports import free_port
from bot.config import Config
from bot.home import Home, Secrets
from bot.web.officers import first_password
from bot.web.site import create_site


@dataclass(frozen=True)
class Site:
    """Where the site is, the password of its desk, and the assistant behind it."""

    url: str
    password: str
    app: App


@pytest.fixture(scope="session")
def site(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("site"))
    password = first_password(home.desk_password)
    assert password
    app = build(config, home, Secrets(None, None, None, None), sandbox_url="http://127.0.0.1:9")
    port = free_port(18400)
    server = uvicorn.Server(uvicorn.Config(create_site(app), port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Site(f"http://127.0.0.1:{port}", password, app)
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def server_url(site: Site) -> str:
    return site.url
