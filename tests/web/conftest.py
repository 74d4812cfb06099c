"""A real assistant with its web site on a free port, shared by all tests of the web."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Citizen, Site, serving

from bot.config import Config


@pytest.fixture(scope="session")
def site(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(config, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture(scope="session")
def server_url(site: Site) -> str:
    return site.url


@pytest.fixture
def citizen(site: Site) -> Iterator[Citizen]:
    """Somebody new."""
    with Citizen(site) as someone:
        yield someone
