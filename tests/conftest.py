"""What all tests share: the real content, a real store on both databases, and no way out to the internet."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Config, load
from bot.home import Home
from bot.loading import Shelves, load_resources
from bot.moment import Resources
from bot.sealing import Seal
from bot.store.store import Store, open_store

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]

LOCAL = ("127.0.0.1", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the transcripts with what is said now")


@pytest.fixture(autouse=True, scope="session")
def no_internet() -> Iterator[None]:
    """Nothing in the tests may leave this computer."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"a test reached for {address[0]}")
        real(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def config() -> Config:
    return load(ROOT / "config.yml")


@pytest.fixture(scope="session")
def resources(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """The shipped content with its real search."""
    return load_resources(Shelves(config, Home(tmp_path_factory.mktemp("home"))))


@pytest.fixture
def seal() -> Seal:
    return Seal({"test": b"k" * 32})


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throw-away PostgreSQL server; a loud skip with the line that installs it where there is none."""
    from postgres import PostgresMissing, start_postgres

    try:
        with start_postgres(tmp_path_factory.mktemp("postgres")) as url:
            yield url
    except PostgresMissing as missing:
        pytest.skip(f"PostgreSQL is missing: {missing}")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    _empty(url)
    return url


@pytest.fixture
def store(database_url: str, seal: Seal) -> Iterator[Store]:
    opened = open_store(database_url, seal)
    yield opened
    opened.close()


def _empty(url: str) -> None:
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
