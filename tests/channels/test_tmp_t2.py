"""`motcua run` itself, as an operator starts it: a token in the environment, Telegram's address in config.yml."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest
from channels.assistant import PER_CHAT_SECONDS, answer, assistant_over, wait_until
from channels.bot_api import TOKEN, BotApi
from channels.filing import begin, go_on
from channels.phone import Phone

from bot.app import load_seal
from bot.cli.telegram import call
from bot.config import Config
from bot.home import Home, Secrets
from bot.moment import Resources
from bot.store.store import Store, open_store

ROOT = Path(__file__).parents[2]
STARTING_SECONDS = 90
MOST_TURNS = 20


def configured(home: Path, api_base: str) -> tuple[str, str]:
    """The home folder, and in it a copy of the shipped configuration that differs in Telegram's address alone."""
    shipped = (ROOT / "config.yml").read_text(encoding="utf-8")
    assert "https://api.telegram.org" in shipped
    (home / "config.yml").write_text(shipped.replace("https://api.telegram.org", api_base), encoding="utf-8")
    return str(home), str(home / "config.yml")


@contextmanager
def started(home: str, config: str) -> Iterator[str]:
    """`motcua run`; gives the address of its sandbox portal."""
    command = [sys.executable, "-m", "bot", "--home", home, "--config", config, "run", "--port", "19480"]
    environment = os.environ | {"MOTCUA_TELEGRAM_TOKEN": TOKEN}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    yield next(line for line in process.stderr if line.startswith("Sandbox portal:")).split()[2].rstrip("/")
    process.terminate()
    process.stderr.read()
    process.stderr.close()
    process.wait(20)


@pytest.mark.slow
def test_motcua_run_files_a_form_over_telegram(
    lone_api: BotApi, tmp_path: Path, config: Config, resources: Resources
) -> None:
    """At Telegram's own pace of a message a second: so most questions are answered before, the rest by the program."""
    phone = Phone(lone_api)
    lone_api.per_chat_seconds, lone_api.overall = PER_CHAT_SECONDS, 1500
    with assistant_over(tmp_path, config, resources, api=lone_api) as hurried:
        begin(hurried, phone)
        while "noi_dang_ky" not in str(hurried.told(phone.citizen)[-1].field):
            go_on(hurried, phone, turns=1)
        answer(phone, hurried.told(phone.citizen)[-1])
        hurried.telegram.cut_off()
    lone_api.per_chat_seconds, lone_api.overall = 1.0, 30
    before = len(phone.messages)
    store = open_store(f"sqlite:///{tmp_path / 'motcua.sqlite'}", load_seal(Home(tmp_path), Secrets(*[None] * 4)))
    import time; print("start", time.monotonic())
    with closing(store), started(*configured(tmp_path, lone_api.url)) as portal:
        reference = file(phone, store)
        wait_until(lambda: "000.00.01.H00-" in phone.last.text)
        import time; print("end", time.monotonic())
        dossier = httpx2.get(f"{portal}/dossiers/{reference}").json()
    assert dossier["ma_ho_so"] in phone.last.text
    assert len(dossier["form"]) > 30
    assert len(phone.messages) - before > 8
    assert len(phone.texts) == len(set(phone.texts))


def file(phone: Phone, store: Store) -> str:
    """Answer until the papers are sent; returns their reference."""
    for _ in range(MOST_TURNS):
        wait_until(lambda: is_quiet(phone, store), STARTING_SECONDS); import time; print("T", time.monotonic(), phone.last.text[:30])
        if filed := store.submissions.of(phone.citizen):
            return filed[0].reference
        answer(phone, store.outbox.after(phone.citizen, 0)[-1].reply)
    raise AssertionError("the filing does not end")


def is_quiet(phone: Phone, store: Store) -> bool:
    """Nothing is under way between the phone and the store."""
    if phone.api.waiting or store.turns.unhandled():
        return False
    return not store.outbox.due("telegram", float("inf"))


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        ("4200:stolen", "Telegram refuses MOTCUA_TELEGRAM_TOKEN"),
        ("no token", "MOTCUA_TELEGRAM_TOKEN does not look like"),
        ("", "set MOTCUA_TELEGRAM_TOKEN first"),
    ],
)
def test_a_token_that_is_none_is_told_in_one_line_without_itself(
    token: str,
    problem: str,
    lone_api: BotApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.logs.configure", lambda: None)
    monkeypatch.setenv("MOTCUA_TELEGRAM_TOKEN", token)
    home, config = configured(tmp_path, lone_api.url)
    assert call(Namespace(home=home, config=config, with_parent=False)) == 2
    told = capsys.readouterr().err
    assert problem in told
    assert not token or token not in told
