"""The chat API over HTTP: its contract, and what it makes of nonsense."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from filer import ANSWERS
from serving import Citizen, Site, serving, wait_until
from sqlalchemy import select

from bot.config import Config
from bot.store.schema import inbox
from bot.web.chat import LONGEST_WAIT_SECONDS
from bot.web.tokens import Signer

REPLY_KEYS = {"seq", "author", "text", "buttons", "field", "attachments"}


@pytest.fixture(scope="module")
def packet_site(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that prepares packets, so that receipts with files come without any portal."""
    portal = config.portal.model_copy(update={"default": "packet"})
    with serving(config.model_copy(update={"portal": portal}), tmp_path_factory.mktemp("packet")) as served:
        yield served


# ── sessions ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_is_made_with_its_own_token_and_greets(site: Site) -> None:
    made = [httpx2.post(f"{site.url}/api/chat/sessions") for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    assert [set(each.json()) for each in made] == [{"token"}, {"token"}]
    assert made[0].json() != made[1].json()
    with Citizen(site, token=made[0].json()["token"]) as citizen:
        (greeting,) = citizen.replies()["replies"]
    assert "máy" in greeting["text"], "who speaks is said at once"
    assert greeting["buttons"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Basic d2ViOmE6Yg==",
        "Bearer d2ViOmFiYw.c2lnbmF0dXJl",
        "Bearer \u00ff\u00fe.\u00e9",
        "d2ViOmFiYw",
    ],
)
def test_a_token_that_is_not_ours_is_refused(site: Site, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    for answer in (
        httpx2.post(f"{site.url}/api/chat/messages", json={"id": "1", "text": "x"}, headers=headers),
        httpx2.get(f"{site.url}/api/chat/replies", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "sessions" in answer.json()["detail"], "says what to do"


def test_a_token_of_another_kind_or_changed_by_one_sign_is_refused(site: Site, citizen: Citizen) -> None:
    keys = site.app.seal.signing_keys
    forged = [
        Signer(keys, "desk").sign("web:abc"),
        Signer(keys, "chat").sign("telegram:1"),
        citizen.token[:-1] + "A",
    ]
    forged.append("A" + citizen.token[1:])
    for token in forged:
        assert (
            httpx2.get(f"{site.url}/api/chat/replies", headers={"Authorization": f"Bearer {token}"}).status_code
            == 401
        )


# ── messages ───────────────────────────────────────────────────────────────────────────────────────────


def test_words_and_buttons_are_answered_with_their_turn(citizen: Citizen) -> None:
    turn = citizen.say(ANSWERS["question"])
    assert set(turn) == {"outcome", "replies", "reference", "next"}
    assert turn["outcome"] in ("answered", "clarified")
    assert turn["reference"] is None
    assert all(set(reply) == REPLY_KEYS for reply in turn["replies"])
    assert [reply["author"] for reply in turn["replies"]] == ["bot"] * len(turn["replies"])
    assert turn["next"] == turn["replies"][-1]["seq"]
    button = turn["replies"][-1]["buttons"][0]
    assert set(button) == {"label", "value"}
    assert citizen.press(button["value"])["outcome"] in ("answered", "asked")


def test_a_reply_that_asks_carries_its_field(citizen: Citizen) -> None:
    turn = citizen.press("file:khai-sinh")
    assert turn["outcome"] == "asked"
    field = turn["replies"][-1]["field"]
    assert set(field) == {"id", "kind", "choices", "step", "of"}
    assert (field["step"], field["kind"]) == (1, "choice")
    assert field["of"] > 1
    assert all(set(choice) == {"value", "label"} for choice in field["choices"])
    answered = citizen.press(field["choices"][0]["value"])
    assert answered["replies"][-1]["field"]["id"] != field["id"], "a choice's value is what is sent back"


def test_a_message_sent_twice_is_one_turn_with_the_same_answer(site: Site, citizen: Citizen) -> None:
    first = citizen.send(id="one", text="giấy khai sinh cần gì")
    second = citizen.send(id="one", text="giấy khai sinh cần gì")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    told = citizen.replies(citizen.replies()["replies"][0]["seq"])["replies"]
    assert told == first.json()["replies"]


def test_the_same_message_many_times_at_once_is_one_turn(citizen: Citizen) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: citizen.send(id="same", text="cấp lại căn cước").json(), range(12)))
    assert all(answer == answers[0] for answer in answers)
    assert len(citizen.replies()["replies"]) == 1 + len(answers[0]["replies"])


@pytest.mark.parametrize("other", [{"text": "chuyện khác"}, {"choice": "nav:HELP"}])
def test_a_known_id_with_other_words_is_refused(citizen: Citizen, other: dict[str, str]) -> None:
    kept = citizen.send(id="one", text="giấy khai sinh").json()
    refused = citizen.send(id="one", **other)
    assert refused.status_code == 409
    assert "id" in refused.json()["detail"]
    assert citizen.send(id="one", text="giấy khai sinh").json() == kept, "what was kept stays"


def test_the_same_id_of_two_citizens_is_two_messages(site: Site) -> None:
    with Citizen(site) as one, Citizen(site) as other:
        assert one.send(id="1", text="xin chào").status_code == 200
        assert other.send(id="1", text="cấp lại căn cước").status_code == 200


def test_without_waiting_the_turn_is_among_the_replies_after_next(citizen: Citizen) -> None:
    before = citizen.say("xin chào")["next"]
    answer = citizen.send(wait=0, id="late", text="giấy khai sinh cần gì")
    if answer.status_code == 202:
        assert answer.json() == {"next": before}
    else:  # the turn was quicker than the answer
        assert answer.status_code == 200
    wait_until(lambda: citizen.replies(before)["replies"])
    fetched = citizen.replies(before)["replies"]
    assert fetched == citizen.send(id="late", text="giấy khai sinh cần gì").json()["replies"]


def test_a_wait_that_runs_out_says_where_to_read_on(site: Site, citizen: Citizen) -> None:
    before = citizen.say("xin chào")["next"]
    inbox_thread = site.app.inbox
    holding, release = threading.Event(), threading.Event()
    real = inbox_thread._decide

    def slow(waiting):
        if waiting.message.text == "cấp lại căn cước, từ từ":
            holding.set()
            release.wait(20)
        return real(waiting)

    inbox_thread._decide = slow
    try:
        answer = citizen.send(wait=0.3, id="slow", text="cấp lại căn cước, từ từ")
        assert holding.wait(5)
    finally:
        inbox_thread._decide = real
        release.set()
    assert (answer.status_code, answer.json()) == (202, {"next": before})
    turn = citizen.send(id="slow", text="cấp lại căn cước, từ từ").json()
    assert citizen.replies(before)["replies"] == turn["replies"]


def test_replies_come_in_order_a_page_at_a_time(citizen: Citizen) -> None:
    for _ in range(110):
        citizen.send(wait=0, text="/start")
    citizen.say("/start")
    first = citizen.replies()
    assert len(first["replies"]) == 100
    numbers = [reply["seq"] for reply in first["replies"]]
    assert numbers == sorted(numbers)
    assert first["next"] == numbers[-1]
    rest = citizen.replies(first["next"])
    assert len(rest["replies"]) == 12, "the greeting and 111 answers"
    assert citizen.replies(rest["next"]) == {"replies": [], "next": rest["next"]}


def test_nobody_hears_what_another_was_told(site: Site, citizen: Citizen) -> None:
    citizen.say("giấy khai sinh cần gì")
    with Citizen(site) as other:
        assert len(other.replies()["replies"]) == 1, "only the greeting"


def test_a_whole_filing_ends_with_a_reference_at_once(site: Site, citizen: Citizen) -> None:
    turn = citizen.file()
    assert turn["outcome"] == "filed"
    assert turn["reference"].startswith("MC-")
    assert turn["reference"] in turn["replies"][-1]["text"]
    assert turn["replies"][-1]["field"] is None
    assert citizen.say("xin chào")["reference"] is None, "only the turn that filed carries it"
    (kept,) = site.app.store.submissions.of(_who(site, citizen))
    assert (kept.reference, kept.accepted_at) == (turn["reference"], None), (
        "no portal is reachable, nothing is lost"
    )


def test_files_of_a_receipt_are_fetched_by_their_links(packet_site: Site) -> None:
    with Citizen(packet_site) as citizen:
        filed = citizen.file()
        wait_until(lambda: citizen.replies(filed["next"])["replies"])
        (receipt,) = citizen.replies(filed["next"])["replies"]
        assert filed["reference"] in receipt["text"]
        assert [set(each) for each in receipt["attachments"]] == [{"name", "url", "media_type"}] * 2
        pdf, record = (httpx2.get(packet_site.url + each["url"]) for each in receipt["attachments"])
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-type"] == "application/pdf"
    assert record.json()["reference"] == filed["reference"]
    for answer in (pdf, record):
        assert answer.headers["cache-control"] == "no-store"
        assert "filename*=UTF-8''" in answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("file", ["nothing", "..%2f..%2fkeys", "%00", "a" * 500])
def test_a_link_to_no_file_is_not_found(site: Site, file: str) -> None:
    assert httpx2.get(f"{site.url}/api/chat/attachments/{file}").status_code == 404


# ── nonsense ───────────────────────────────────────────────────────────────────────────────────────────

PLANTED = "Bí-mật-của-bác-079050001234"
NONSENSE = {
    "no json": b"{" + PLANTED.encode(),
    "empty": b"",
    "null": b"null",
    "a list": json.dumps([PLANTED]).encode(),
    "a word": json.dumps(PLANTED).encode(),
    "not utf-8": b'{"id": "1", "text": "\xff\xfe"}',
    "half a pair": b'{"id": "1", "text": "\\ud800 ' + PLANTED.encode() + b'"}',
    "nested deeply": b"[" * 100_000,
    "a number of 5,000 digits": b'{"id": "1", "text": ' + b"9" * 5000 + b"}",
    "text and choice": json.dumps({"id": "1", "text": PLANTED, "choice": PLANTED}).encode(),
    "neither": json.dumps({"id": "1"}).encode(),
    "both null": json.dumps({"id": "1", "text": None, "choice": None}).encode(),
    "text is a number": json.dumps({"id": "1", "text": 79050001234}).encode(),
    "text is an object": json.dumps({"id": "1", "text": {PLANTED: 1}}).encode(),
    "20,001 characters": json.dumps({"id": "1", "text": PLANTED + "a" * 20_001}).encode(),
    "a choice too long": json.dumps({"id": "1", "choice": PLANTED + "a" * 64}).encode(),
    "an empty choice": json.dumps({"id": "1", "choice": ""}).encode(),
    "no id": json.dumps({"text": PLANTED}).encode(),
    "an empty id": json.dumps({"id": "", "text": "x"}).encode(),
    "an id too long": json.dumps({"id": "a" * 65, "text": "x"}).encode(),
    "a strange id": json.dumps({"id": PLANTED, "text": "x"}).encode(),
    "an id with a line end": json.dumps({"id": "1\n", "text": "x"}).encode(),
    "an unknown key": json.dumps({"id": "1", "text": "x", PLANTED: PLANTED}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_a_reason_that_repeats_nothing(site: Site, citizen: Citizen, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = citizen.http.post("/messages", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"], "says why"
    assert "mật" not in answer.text
    assert "79050001234" not in answer.text
    assert _kept(site, citizen) == 1, "nothing is kept but the greeting"


@pytest.mark.parametrize("wait", ["-1", "1000", "nan", "inf", "-inf", "soon", str(LONGEST_WAIT_SECONDS + 0.1)])
def test_a_wait_that_cannot_be_meant_is_refused(citizen: Citizen, wait: str) -> None:
    answer = citizen.send(wait, text="xin chào")
    assert (answer.status_code, answer.json()["detail"][0]["where"]) == (422, "query.wait")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", str(2**63), "9" * 400, "9" * 5000])
def test_a_number_that_cannot_be_meant_is_refused(citizen: Citizen, after: str) -> None:
    answer = citizen.http.get("/replies", params={"after": after})
    assert (answer.status_code, answer.json()["detail"][0]["where"]) == (422, "query.after")
    assert after not in answer.text or len(after) < 3


def test_the_largest_number_has_nothing_after_it(citizen: Citizen) -> None:
    assert citizen.replies(2**63 - 1)["replies"] == []


def test_a_body_of_five_megabytes_is_refused_unread(site: Site, citizen: Citizen) -> None:
    answer = citizen.http.post("/messages", content=b'{"id": "1", "text": "' + b"a" * 5_000_000 + b'"}')
    assert answer.status_code == 413
    assert "large" in answer.json()["detail"]
    assert citizen.say("xin chào")["outcome"] == "navigated"


def test_a_body_that_does_not_say_its_length_is_refused(citizen: Citizen) -> None:
    answer = citizen.http.post("/messages", content=iter([b'{"id": "1", ', b'"text": "x"}']))
    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/chat/messages", 405),
        ("PUT", "/api/chat/messages", 405),
        ("DELETE", "/api/chat/replies", 405),
        ("GET", "/api/chat/sessions", 405),
        ("POST", "/api/chat/replies", 405),
        ("GET", "/api/chat/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/static/../../../config.yml", 404),
        ("GET", "/static/%2e%2e/%2e%2e/config.yml", 404),
        ("GET", "/%00", 404),
    ],
)
def test_what_is_not_there_says_so(site: Site, method: str, path: str, status: int) -> None:
    answer = httpx2.request(method, site.url + path)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_while_the_database_is_away_the_client_is_told_to_come_back(config: Config, tmp_path: Path) -> None:
    with serving(config, tmp_path) as site, Citizen(site) as citizen:
        with site.app.store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox RENAME TO inbox_away")
        answer = citizen.send(id="1", text="xin chào")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "again" in answer.json()["detail"]
        with site.app.store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox_away RENAME TO inbox")
        assert citizen.send(id="1", text="xin chào").status_code == 200


# ── what people really send ────────────────────────────────────────────────────────────────────────────

ODD = {
    "nothing": "",
    "spaces": "  \t\n ",
    "10,000 characters": "giấy khai sinh " * 666,
    "20,000 characters": "a" * 20_000,
    "emoji": "🙏🏽👨‍👩‍👧‍👦",
    "an emoji and words": "👍 cảm ơn cháu",
    "control characters": "\x00\x01\x1b[31m\x7f\x85",
    "invisible characters": "\u200b\u200e\u202e\ufeff\u2060",
    "words around a null": "giấy\x00khai\x00sinh",
    "upside down": "\u202exin chào\u202c",
    "combining marks": "a" + "\u0301" * 500,
    "the last code point": "\U0010ffff\uffff",
    "markup": "<script>alert(1)</script>{goi}{0}%s",
    "a template": "{goi.__class__} {xung!r} {{x}}",
    "sql": "'; DROP TABLE inbox; --",
    "old font": "Tr\u00f0n Th\u00de",
    "decomposed": "gia\u0302\u0301y khai sinh",
}  # fmt: skip


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("where", ["before", "in a form"])
def test_whatever_a_citizen_writes_is_answered_in_plain_words(citizen: Citizen, text: str, where: str) -> None:
    if where == "in a form":
        citizen.press("file:khai-sinh")
    turn = citizen.say(text)
    assert turn["outcome"] not in ("error", "stopped")
    assert turn["replies"]
    assert all(reply["text"].strip() for reply in turn["replies"])
    assert not any("{" in reply["text"] and "{" not in text for reply in turn["replies"])


@pytest.mark.parametrize(
    "value",
    ["nothing:", "set:nks_ho_ten=", "card:9999999999999999999999", "opt:x:٣", "more:khai-sinh:99999999999", "fix:", "send:khai-tu", "nav:", "nav:CONSTRUCT",
     "ask:../../keys", "file:\u0000", "edit:²", "ok:nks_ho_ten", "new:khai-sinh", "yes:", "unknown:x", "🙂"],
)  # fmt: skip
def test_a_button_that_was_never_shown_does_no_harm(citizen: Citizen, value: str) -> None:
    for prepare in (None, "file:khai-sinh"):
        if prepare:
            citizen.press(prepare)
        turn = citizen.press(value)
        assert turn["outcome"] != "error"
        assert turn["replies"]


# ── many at once ───────────────────────────────────────────────────────────────────────────────────────


def test_two_hundred_messages_at_once_are_answered_in_order_once_each(site: Site) -> None:
    citizens = [Citizen(site) for _ in range(20)]

    def talk(citizen: Citizen) -> list[dict[str, object]]:
        return [citizen.send(wait=30, id=f"q{number}", text=f"{number} xin chào").json() for number in range(10)]

    with ThreadPoolExecutor(20) as pool:
        turns = list(pool.map(talk, citizens))
    for citizen, answered in zip(citizens, turns, strict=True):
        said = [reply for turn in answered for reply in turn["replies"]]  # type: ignore[attr-defined]
        told = citizen.replies(citizen.replies()["replies"][0]["seq"])["replies"]
        assert len(answered) == 10
        assert told == said, "each once, in the order of the messages"
        citizen.http.close()


def test_messages_sent_without_waiting_are_answered_in_the_order_they_were_sent(citizen: Citizen) -> None:
    sent = [f"{number}" for number in range(40)]
    assert all(citizen.send(wait=0, id=f"w{number}", text="/start").status_code in (200, 202) for number in sent)
    turns = [citizen.send(id=f"w{number}", text="/start").json() for number in sent]
    numbers = [reply["seq"] for turn in turns for reply in turn["replies"]]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 40


def test_clients_that_wait_do_not_hold_others_up(site: Site) -> None:
    """Forty wait for a turn that another process is never going to take; somebody else is served at once."""
    waiting = [Citizen(site) for _ in range(40)]
    turns = site.app.store.turns
    real = turns.unhandled
    blocked = {_who(site, each) for each in waiting}
    turns.unhandled = lambda limit=64: [each for each in real(limit) if each.message.citizen not in blocked]  # type: ignore[method-assign]
    try:
        with ThreadPoolExecutor(40) as pool, Citizen(site) as other:
            polls = [pool.submit(each.send, 4, text="xin chào") for each in waiting]
            time.sleep(0.5)
            started = time.monotonic()
            assert other.say("xin chào")["replies"]
            assert httpx2.get(f"{site.url}/healthz").status_code == 200
            quick = time.monotonic() - started
            assert {poll.result().status_code for poll in polls} == {202}
    finally:
        del turns.unhandled
    assert quick < 3, quick
    for each in waiting:
        each.http.close()


# ── the page about it ──────────────────────────────────────────────────────────────────────────────────


def test_openapi_lists_every_call_and_every_answer(site: Site) -> None:
    paths = httpx2.get(f"{site.url}/openapi.json").json()["paths"]
    calls = {
        (path, method): set(call["responses"]) for path, found in paths.items() for method, call in found.items()
    }
    assert calls == {
        ("/api/chat/sessions", "post"): {"201"},
        ("/api/chat/messages", "post"): {"200", "202", "401", "409", "411", "413", "422", "503"},
        ("/api/chat/replies", "get"): {"200", "401", "422", "503"},
        ("/api/chat/attachments/{file_id}", "get"): {"200", "404", "422"},
        ("/api/procedures", "get"): {"200", "422"},
        ("/api/procedures/{code}", "get"): {"200", "404", "422"},
    }
    assert httpx2.get(f"{site.url}/api/docs").status_code == 200


def test_browsers_are_told_what_they_may_load_and_keep(site: Site, citizen: Citizen) -> None:
    page = httpx2.get(f"{site.url}/")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"
    assert citizen.http.get("/replies").headers["cache-control"] == "no-store"


def _who(site: Site, citizen: Citizen) -> str:
    who = Signer(site.app.seal.signing_keys, "chat").read(citizen.token)
    assert who
    return who


def _kept(site: Site, citizen: Citizen) -> int:
    query = select(inbox.c.seq).where(inbox.c.citizen == _who(site, citizen))
    with site.app.store.engine.connect() as connection:
        return len(connection.execute(query).all())
