"""Where everything written at run time lives, and the secrets that come from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Secrets:
    """Read once at start; None where the environment says nothing."""

    keys: str | None
    database_url: str | None
    telegram_token: str | None
    portal_password: str | None
    rephrase_key: str | None = None

    @classmethod
    def from_environment(cls) -> Secrets:
        """The process's own environment."""
        found = os.environ.get
        return cls(
            found("MOTCUA_KEYS"),
            found("MOTCUA_DATABASE_URL"),
            found("MOTCUA_TELEGRAM_TOKEN"),
            found("MOTCUA_PORTAL_PASSWORD"),
            found("MOTCUA_REPHRASE_KEY"),
        )

    def __repr__(self) -> str:
        return "Secrets(…)"


@dataclass(frozen=True, slots=True)
class Home:
    """One folder for the database, the keys, the index; two of them never meet."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def database(self) -> Path:
        return self.folder / "motcua.sqlite"

    @property
    def sandbox(self) -> Path:
        return self.folder / "sandbox.sqlite"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def drafts(self) -> Path:
        return self.folder / "drafts"

    @property
    def catalogue(self) -> Path:
        return self.folder / "catalogue"

    @property
    def rewordings(self) -> Path:
        return self.folder / "rewordings.json"

    @property
    def units(self) -> Path:
        return self.folder / "units"

    @property
    def desk_password(self) -> Path:
        return self.folder / "desk-password"

    def database_url(self, configured: str, secret: str | None) -> str:
        """The secret address wins, then the configured one, then SQLite in this folder."""
        return secret or configured or f"sqlite:///{self.database}"


def find_home(argument: str | None) -> Home:
    """`--home`, else MOTCUA_HOME, else `var/` beside the project; made if it is not there."""
    folder = Path(argument or os.environ.get("MOTCUA_HOME") or PROJECT / "var").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return Home(folder)


def find_config(argument: str | None) -> Path:
    """`--config`, else MOTCUA_CONFIG, else the project's own `config.yml`."""
    return Path(argument or os.environ.get("MOTCUA_CONFIG") or PROJECT / "config.yml")
