"""The configuration file as values. Every mistake is reported at once, with its path; secrets are not in it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

OWN_COMPUTER = ("127.0.0.1", "localhost", "::1")
Adapter = Literal["sandbox", "dvcqg", "packet"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _in_order(span: tuple[time, time]) -> tuple[time, time]:
    if span[0] >= span[1]:
        raise ValueError("ends before it begins")
    return span


class ConfigError(Exception):
    """Everything wrong with the configuration: `problems` are lines with file and path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Model):
    url: str


class Web(Model):
    host: str
    port: Annotated[int, Field(ge=1, le=65535)]


def _on_own_computer(url: str) -> str:
    parts = urlsplit(url)
    if parts.hostname not in OWN_COMPUTER or parts.port == 0:  # a port that is none raises ValueError by itself
        raise ValueError("what citizens say must not leave this computer: 127.0.0.1, localhost or [::1]")
    return url


class Rasa(Model):
    """Where Rasa answers; the time-out holds for each step of a request."""

    url: Annotated[str, StringConstraints(pattern=r"^http://[^\s/@]+$"), AfterValidator(_on_own_computer)] = (
        "http://127.0.0.1:5005"
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 0.5


class Nlu(Model):
    """The engine that tells what a message means when no listed word does."""

    engine: Literal["embedded", "rasa"] = "embedded"
    rasa: Rasa = Rasa()


class Rephrase(Model):
    """The chat model that may word approved sentences anew; an empty `model` means none."""

    model: str
    base_url: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+\S*)?$")]
    timeout_seconds: Annotated[float, Field(gt=0, le=120)]


class Knowledge(Model):
    embedding: str
    rephrase: Rephrase


class CatalogueSource(Model):
    """The portal's procedure API, which `motcua sync` reads."""

    base_url: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+[^\s]*)?$")] = ""
    list_path: Annotated[str, StringConstraints(pattern=r"^/")] = "/procedures?page={page}&size={size}"
    entry_path: Annotated[str, StringConstraints(pattern=r"^/")] = "/procedures/{id}"
    first_page: Annotated[int, Field(ge=0, le=1)] = 0
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 100
    pace_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.5
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30


class PortalSettings(Model):
    default: Adapter
    procedures: dict[Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")], Adapter]
    adapter_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]
    username: NonEmpty
    dstcode: NonEmpty
    madonvi: Annotated[str, StringConstraints(pattern=r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$")]
    timeout_seconds: Annotated[float, Field(gt=0, le=120)]
    retry_first_seconds: Annotated[float, Field(gt=0)]
    retry_last_seconds: Annotated[float, Field(gt=0)]


class Telegram(Model):
    api_base: str


class Office(Model):
    """The counter and the number to ring, and when someone is there (local time of `timezone`)."""

    name: NonEmpty
    phone: NonEmpty
    phone_name: NonEmpty
    timezone: Annotated[str, AfterValidator(_known_zone)]
    hours: dict[Day, tuple[Annotated[tuple[time, time], AfterValidator(_in_order)], ...]]
    holidays: tuple[date, ...]


class Config(Model):
    """The whole file; the first five keys are Rasa's and are only passed on."""

    recipe: str
    language: Literal["vi"]
    assistant_id: str
    pipeline: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    production: bool
    database: Database
    web: Web
    nlu: Nlu = Nlu()
    knowledge: Knowledge
    catalogue: CatalogueSource = CatalogueSource()
    portal: PortalSettings
    telegram: Telegram
    office: Office


def load(path: Path) -> Config:
    """Read the file; raises ConfigError with everything that is wrong."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError([f"{path}: {' '.join(str(error).split())}"]) from error
    try:
        config = Config.model_validate(found)
    except ValidationError as error:
        raise ConfigError([f"{path}: {_path(each['loc'])}: {each['msg']}" for each in error.errors()]) from error
    if problems := [f"{path}: {problem}" for problem in _unsafe(config)]:
        raise ConfigError(problems)
    return config


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "(whole file)"


def _unsafe(config: Config) -> list[str]:
    """What must not be in production: a trial portal would swallow real people's papers."""
    if not config.production:
        return []
    named = {"default": config.portal.default} | {
        f"procedures.{code}": name for code, name in config.portal.procedures.items()
    }
    wrong = [
        f"portal.{where}: production refuses the sandbox portal"
        for where, name in named.items()
        if name == "sandbox"
    ]
    if "dvcqg" in named.values() and urlsplit(config.portal.adapter_url).hostname in OWN_COMPUTER:
        wrong.append("portal.adapter_url: production refuses a portal on this computer, where the sandbox lives")
    return wrong
