"""Sealed values open for their own row with their own key, and for nothing else; keys are looked after."""

from __future__ import annotations

import base64
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.messages import IncomingMessage, Reply
from bot.sealing import KeyProblem, Seal, SealError, load_keys, parse_keys, write_secret
from bot.store.records import Decided
from bot.store.schema import inbox, keys, outbox, sessions
from bot.store.store import Store, open_store
from bot.turn import Turn
from bot.web.tokens import Signer

OLD, NEW = b"o" * 32, b"n" * 32
SECRET = base64.b64encode(b"\xfb\xff" * 16).decode()


def sealed_by(blob: bytes) -> str:
    """The id of the key in front of a sealed value."""
    return blob[2 : 2 + blob[1]].decode()


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────


@given(plain=st.binary(max_size=300), place=st.text(max_size=60))
def test_what_is_sealed_for_a_place_opens_there(plain: bytes, place: str) -> None:
    place = place.encode(errors="replace").decode()
    seal = Seal({"a": OLD})
    assert seal.open(seal.close(plain, place), place) == plain


@given(plain=st.binary(min_size=1, max_size=100), flip=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_value_changed_anywhere_does_not_open(plain: bytes, flip: int, bit: int) -> None:
    seal = Seal({"a": OLD})
    sealed = bytearray(seal.close(plain, "t.c:1"))
    sealed[flip % len(sealed)] ^= 1 << bit
    with pytest.raises(SealError):
        seal.open(bytes(sealed), "t.c:1")


@pytest.mark.parametrize(
    "broken", [b"", b"\x01", b"\x01\x05ab", b"\x01\x01a", b"\x01\x01a" + b"n" * 12, b"\x01\x01\xff" + b"n" * 40]
)
def test_a_value_cut_short_does_not_open(broken: bytes) -> None:
    with pytest.raises(SealError):
        Seal({"a": OLD}).open(broken, "t.c:1")


def test_the_same_words_never_look_the_same_twice() -> None:
    seal = Seal({"a": OLD})
    assert len({seal.close(b"xin", "t.c:1") for _ in range(200)}) == 200


@pytest.mark.parametrize("place", ["inbox.body:web:a/2", "outbox.body:web:a/1", "inbox.body:web:b/1", ""])
def test_a_value_moved_elsewhere_does_not_open(place: str) -> None:
    seal = Seal({"a": OLD})
    sealed = seal.close(b"secret", "inbox.body:web:a/1")
    with pytest.raises(SealError) as caught:
        seal.open(sealed, place)
    assert "secret" not in str(caught.value)


# ── rows of the store ──────────────────────────────────────────────────────────────────────────────────


def talk(store: Store, number: int, text: str, citizen: str = "web:a") -> None:
    """One message in, its turn kept."""
    from datetime import UTC, datetime

    store.turns.receive([IncomingMessage(citizen, str(number), datetime(2026, 11, 22, tzinfo=UTC), text=text)])
    waiting = [each for each in store.turns.unhandled() if each.message.citizen == citizen]
    store.turns.keep(
        [Decided(each, Turn(each.session, "answered", (Reply(f"nghe {text}"),))) for each in waiting], 1.0
    )


@contextmanager
def opened(url: str, **keys: bytes) -> Iterator[Store]:
    store = open_store(url, Seal(keys))
    yield store
    store.close()


def test_a_sealed_row_moved_to_another_citizen_does_not_open(store: Store) -> None:
    talk(store, 1, "bí mật của a")
    talk(store, 1, "chào", "web:b")
    with store.engine.begin() as connection:
        for table, column in ((sessions, "state"), (outbox, "body"), (inbox, "body")):
            stolen = connection.execute(select(table.c[column]).where(table.c.citizen == "web:a")).scalar_one()
            connection.execute(table.update().where(table.c.citizen == "web:b").values({column: stolen}))
    for read in (store.desk.session, lambda who: store.outbox.after(who, 0), store.desk.lines):
        read("web:a")
        with pytest.raises(SealError):
            read("web:b")


def test_after_rotation_old_rows_open_and_new_rows_use_the_new_key(database_url: str) -> None:
    with opened(database_url, old=OLD) as store:
        talk(store, 1, "cũ")
    with opened(database_url, new=NEW, old=OLD) as store:
        talk(store, 2, "mới")
        assert [kept.reply.text for kept in store.outbox.after("web:a", 0)] == ["nghe cũ", "nghe mới"]
        with store.engine.connect() as connection:
            used = [
                sealed_by(row)
                for row in connection.execute(select(outbox.c.body).order_by(outbox.c.seq)).scalars()
            ]
            state = connection.execute(select(sessions.c.state)).scalar_one()
        assert used == ["old", "new"]
        assert sealed_by(state) == "new", "what is written again is sealed anew"


@pytest.mark.parametrize(
    ("given_keys", "words"),
    [
        ({"new": NEW}, ["'old'", "missing"]),
        ({"old": NEW}, ["'old'", "not the key"]),
        ({"new": NEW, "old": NEW}, ["'old'", "not the key"]),
    ],
)
def test_keys_that_are_not_this_databases_refuse_to_open_it(
    database_url: str, given_keys: dict[str, bytes], words: list[str]
) -> None:
    with opened(database_url, old=OLD) as store:
        talk(store, 1, "chào")
    with pytest.raises(KeyProblem) as caught:
        open_store(database_url, Seal(given_keys))
    (problem,) = caught.value.problems
    assert all(word in problem for word in words)
    with opened(database_url, old=OLD) as store:
        assert store.outbox.after("web:a", 0), "nothing was harmed"
        with store.engine.connect() as connection:
            assert connection.execute(select(keys.c.id)).scalars().all() == ["old"], (
                "a refused key leaves no trace"
            )


def test_two_processes_that_open_a_new_database_together_agree(database_url: str) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            with opened(database_url, one=OLD):
                pass
        except BaseException as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "keys"
    first = load_keys(None, file)
    assert load_keys(None, file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [len(key) for key in first.values()] == [32]
    assert [each.name for each in file.parent.iterdir()] == ["keys"], "nothing half-written is left"


def test_of_processes_that_make_the_key_together_all_use_the_first(tmp_path: Path) -> None:
    file, found = tmp_path / "keys", []
    ready = threading.Barrier(8)

    def start() -> None:
        ready.wait()
        found.append(load_keys(None, file))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(each == found[0] for each in found)
    assert len(found) == 8


def test_a_secret_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    write_secret(file, "first")
    write_secret(file, "second")
    assert file.read_text() == "first"


def test_keys_of_the_environment_win_newest_first(tmp_path: Path) -> None:
    text = f"b:{base64.b64encode(NEW).decode()}, a:{base64.b64encode(OLD).decode()}\n"
    assert list(load_keys(text, tmp_path / "keys").items()) == [("b", NEW), ("a", OLD)]
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "text",
    [SECRET, f":{SECRET}", f"a:{SECRET[:-4]}", f"a:{SECRET}!", f"a:{SECRET},a:{SECRET}", f"a:{SECRET},,b:{SECRET}", f"{'i' * 33}:{SECRET}", "a:khóa", f"a;{SECRET}", "," , " "],
)  # fmt: skip
def test_keys_that_cannot_be_used_are_refused_without_being_shown(text: str) -> None:
    with pytest.raises(KeyProblem) as caught:
        parse_keys(text)
    assert caught.value.problems
    assert all(problem.startswith("keys: number ") for problem in caught.value.problems)
    assert SECRET[:8] not in str(caught.value)


def test_every_wrong_key_is_listed() -> None:
    with pytest.raises(KeyProblem) as caught:
        parse_keys(f"x,a:{SECRET},y:kurz")
    assert [problem.split(" must")[0] for problem in caught.value.problems] == ["keys: number 1", "keys: number 3"]


# ── tokens ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizens_token_survives_rotation_and_is_void_without_its_key() -> None:
    token = Signer(Seal({"old": OLD}).signing_keys, "chat").sign("web:a")
    assert Signer(Seal({"new": NEW, "old": OLD}).signing_keys, "chat").read(token) == "web:a"
    assert Signer(Seal({"new": NEW}).signing_keys, "chat").read(token) is None


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: "." + token,
        lambda token: token.replace(".", ""),
    ],
)
def test_a_token_that_was_changed_is_void(change: Callable[[str], str]) -> None:
    signer = Signer((OLD,), "chat")
    assert signer.read(change(signer.sign("web:abc"))) is None
