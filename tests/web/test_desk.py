"""The officers' desk over HTTP: signing in, taking, reading, answering, giving back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from secrets import token_hex

import httpx2
import pytest
from serving import Citizen, Site, serving, wait_until

from bot.config import Config, Office
from bot.messages import IncomingMessage
from bot.store.records import HandoverKept
from bot.web.officers import COOKIE, TRIES_A_MINUTE
from bot.web.tokens import Signer

ALL_DAY = (("00:00", "23:59:59.999999"),)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def with_hours(config: Config, spans: object) -> Config:
    """The same configuration with these opening hours every day."""
    plain = config.office.model_dump() | {"hours": dict.fromkeys(DAYS, spans), "holidays": ()}
    return config.model_copy(update={"office": Office.model_validate(plain)})


@pytest.fixture(scope="module")
def counter(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose counter is always open."""
    with serving(with_hours(config, ALL_DAY), tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def someone(counter: Site) -> Iterator[Citizen]:
    with Citizen(counter) as citizen:
        yield citizen


class Officer:
    """Somebody at the desk, with the pages as a browser gets them."""

    def __init__(self, site: Site, name: str = "", *, password: str | None = None) -> None:
        self.http = httpx2.Client(base_url=f"{site.url}/desk", timeout=30)
        self.name = name or f"Lan {token_hex(4)}"
        self.signed_in = self.sign_in(password or site.password)

    def sign_in(self, password: str) -> httpx2.Response:
        page = self.http.get("/login")
        return self.http.post("/login", data={"name": self.name, "password": password, "csrf": csrf(page)})

    def page(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return unescape(answer.text)


@pytest.fixture(scope="module")
def officer(counter: Site) -> Iterator[Officer]:
    at_desk = Officer(counter)
    assert at_desk.signed_in.status_code == 303
    yield at_desk
    at_desk.http.close()


def csrf(page: httpx2.Response) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def handover_of(site: Site, citizen: Citizen) -> HandoverKept:
    who = Signer(site.app.seal.signing_keys, "chat").read(citizen.token)
    return next(each for each in site.app.store.desk.open() if each.citizen == who)


def lines(page: str) -> list[tuple[str, str]]:
    """What a conversation page shows as said: author and text."""
    found = re.findall(r'<li class="line (\w+)">.*?<p class="text[^"]*">(.*?)</p>', page, re.DOTALL)
    return [(author, text) for author, text in found]


# ── signing in ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_password_opens_the_desk(counter: Site, officer: Officer) -> None:
    assert officer.signed_in.headers["location"] == "/desk/"
    assert officer.name in officer.page("/")


def test_the_cookie_is_for_this_desk_and_its_pages_alone(officer: Officer) -> None:
    cookies = {
        header.partition("=")[0]: header.lower() for header in officer.signed_in.headers.get_list("set-cookie")
    }
    flags = cookies[COOKIE]
    for flag in ("httponly", "samesite=strict", "path=/desk", "max-age=43200"):
        assert flag in flags
    assert "secure" not in flags, "this site speaks http"


def test_behind_https_the_cookie_never_travels_in_the_clear(counter: Site) -> None:
    secure = {"X-Forwarded-Proto": "https"}
    with httpx2.Client(base_url=f"{counter.url}/desk", headers=secure) as http:
        page = http.get("/login")
        guest = page.headers["set-cookie"].partition(";")[0]
        form = {"name": "Lan", "password": counter.password, "csrf": csrf(page)}
        answer = http.post("/login", data=form, headers={"Cookie": guest})
    assert "secure" in page.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("password", ["wrong", "", "a" * 256])
def test_a_wrong_password_says_so_and_opens_nothing(config: Config, small: Site, password: str) -> None:
    visitor = Officer(small, password=password or " ")
    assert visitor.signed_in.status_code == 401
    assert "chưa khớp" in visitor.signed_in.text
    assert COOKIE not in visitor.http.cookies
    assert visitor.http.get("/").status_code == 303
    visitor.http.close()


@pytest.fixture(scope="module")
def small(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own: wrong passwords at one desk count for that desk."""
    with serving(config, tmp_path_factory.mktemp("small")) as served:
        yield served


@pytest.mark.parametrize("name", ["", "   ", "\u200b\x00"])
def test_an_officer_has_a_name(small: Site, name: str) -> None:
    visitor = Officer(small, name or " ")
    visitor.name = name
    assert visitor.sign_in(small.password).status_code == 401
    visitor.http.close()


def test_after_too_many_tries_not_even_the_right_password_is_looked_at(config: Config, tmp_path: Path) -> None:
    with serving(config, tmp_path) as site:
        visitor = Officer(site, "Lan", password="wrong")
        statuses = [visitor.sign_in("wrong").status_code for _ in range(TRIES_A_MINUTE + 2)]
        assert statuses == [401] * (TRIES_A_MINUTE - 1) + [429] * 3
        right = visitor.sign_in(site.password)
        assert right.status_code == 429
        assert "thử nhiều lần" in right.text
        visitor.http.close()


def test_the_login_form_of_another_site_is_refused(small: Site) -> None:
    with httpx2.Client(base_url=f"{small.url}/desk") as http:
        form = {"name": "Lan", "password": small.password}
        assert http.post("/login", data=form).status_code == 401
        stolen = csrf(http.get("/login"))
        http.cookies.clear()
        assert http.post("/login", data={**form, "csrf": stolen}).status_code == 401


@pytest.mark.parametrize("path", ["/", "/1", "/999999"])
def test_who_is_not_signed_in_is_sent_to_sign_in(counter: Site, path: str) -> None:
    for cookie in ("", "nonsense", Signer(counter.app.seal.signing_keys, "chat").sign("99999999999|x|Lan")):
        answer = httpx2.get(f"{counter.url}/desk{path}", cookies={COOKIE: cookie})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")


def test_a_shift_ends(counter: Site) -> None:
    signer = Signer(counter.app.seal.signing_keys, "desk")
    assert httpx2.get(f"{counter.url}/desk/", cookies={COOKIE: signer.sign("1|x|Lan")}).status_code == 303


# ── the waiting list ───────────────────────────────────────────────────────────────────────────────────


def test_asking_for_a_person_waits_while_the_bot_goes_on_helping(
    counter: Site, someone: Citizen, officer: Officer
) -> None:
    someone.say("giấy khai sinh cần gì")
    turn = someone.press("nav:HUMAN")
    assert turn["outcome"] == "handed_over"
    assert "cán bộ" in turn["replies"][0]["text"]
    row = handover_of(counter, someone)
    page = officer.page("/")
    assert f"/desk/{row.id}/take" in page
    assert "giấy khai sinh cần gì" in page, "what was said last"
    assert counter.app.resources.of_code("1.001193").title in page  # type: ignore[union-attr]
    assert someone.say("lệ phí bao nhiêu")["replies"], "until an officer takes it, the bot answers"
    assert someone.press("nav:HUMAN")["outcome"] == "handed_over"
    assert [each.citizen for each in counter.app.store.desk.open()].count(row.citizen) == 1


def test_the_list_never_shows_who_a_citizen_is(counter: Site, someone: Citizen, officer: Officer) -> None:
    someone.press("nav:HUMAN")
    row = handover_of(counter, someone)
    for path in ("/", f"/{row.id}"):
        page = officer.page(path)
        assert row.citizen.partition(":")[2] not in page
        assert someone.token not in page


def test_outside_opening_hours_the_citizen_hears_when_where_and_whom_to_ring(
    config: Config, tmp_path: Path
) -> None:
    closed = with_hours(config, ())
    with serving(closed, tmp_path) as site, Citizen(site) as citizen:
        turn = citizen.press("nav:HUMAN")
        text = turn["replies"][0]["text"]
        assert turn["outcome"] == "handed_over"
        assert "nghỉ" in text
        assert config.office.phone in text
        assert "ủy ban" in text
        assert handover_of(site, citizen), "kept for whoever comes"


# ── taking ─────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_officers_one_gets_the_conversation(counter: Site, someone: Citizen) -> None:
    someone.press("nav:HUMAN")
    row = handover_of(counter, someone)
    both = [Officer(counter), Officer(counter)]
    tokens = [form_token(counter, each) for each in both]
    ready = threading.Barrier(2)

    def take(number: int) -> httpx2.Response:
        ready.wait()
        return both[number].http.post(f"/{row.id}/take", data={"csrf": tokens[number]})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, range(2)))
    assert [answer.status_code for answer in answers] == [303, 303]
    holder = counter.app.store.desk.one(row.id).officer  # type: ignore[union-attr]
    winner, loser = both if both[0].name == holder else both[::-1]
    assert "Anh chị đang trả lời" in winner.page(f"/{row.id}")
    assert f"{winner.name} đang trả lời" in loser.page(f"/{row.id}")
    refused = loser.http.post(f"/{row.id}/reply", data={"csrf": form_token(counter, loser), "text": "chen vào"})
    assert refused.status_code == 409
    assert "chen vào" not in [reply["text"] for reply in someone.replies()["replies"]]
    assert winner.http.post(f"/{row.id}/release", data={"csrf": page_token(winner, row)}).status_code == 303
    for each in both:
        each.http.close()


def page_token(officer: Officer, row: HandoverKept) -> str:
    return csrf(officer.http.get(f"/{row.id}"))


def taken(site: Site, citizen: Citizen, officer: Officer) -> HandoverKept:
    """The citizen asks for a person and this officer takes the conversation."""
    citizen.press("nav:HUMAN")
    row = handover_of(site, citizen)
    answer = officer.http.post(f"/{row.id}/take", data={"csrf": page_token(officer, row)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{row.id}")
    return row


def test_taken_the_bot_keeps_quiet_and_the_officer_answers(
    counter: Site, someone: Citizen, officer: Officer
) -> None:
    row = taken(counter, someone, officer)
    silent = someone.say("tôi muốn hỏi giấy khai sinh")
    assert (silent["outcome"], silent["replies"], silent["reference"]) == ("handed_over", [], None)
    page = officer.page(f"/{row.id}")
    assert ("citizen", "tôi muốn hỏi giấy khai sinh") in lines(page)
    said = officer.http.post(
        f"/{row.id}/reply", data={"csrf": page_token(officer, row), "text": " Chào bác.\r\nBác chờ chút ạ. "}
    )
    assert (said.status_code, said.headers["location"]) == (303, f"/desk/{row.id}")
    news = someone.replies(silent["next"])["replies"]
    assert ("officer", "Chào bác.\nBác chờ chút ạ.") in [(each["author"], each["text"]) for each in news]
    assert ("officer", "Chào bác.\nBác chờ chút ạ.") in lines(officer.page(f"/{row.id}"))


def test_what_was_said_and_answered_so_far_can_be_read(counter: Site, someone: Citizen, officer: Officer) -> None:
    someone.press("file:khai-sinh")
    opened = someone.replies()["replies"][-1]
    choice = opened["field"]["choices"][0]
    someone.press(choice["value"])
    row = taken(counter, someone, officer)
    page = officer.page(f"/{row.id}")
    answers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    field = counter.app.resources.flows["khai-sinh"].field(opened["field"]["id"])
    assert answers[field.label] == choice["label"]
    said = lines(page)
    assert ("citizen", choice["label"]) in said, "a pressed button is shown by its label"
    assert ("citizen", "Gặp người") in said, "so is one of the fixed row"
    assert ("bot", opened["text"]) in said
    assert not any("nav:" in text or "set:" in text for _, text in said)
    asked_at, answered_at = said.index(("bot", opened["text"])), said.index(("citizen", choice["label"]))
    assert asked_at < answered_at


def test_what_is_not_words_is_named(counter: Site, someone: Citizen, officer: Officer) -> None:
    row = taken(counter, someone, officer)
    incoming = IncomingMessage(row.citizen, "s1", datetime.now(UTC), attached="sticker")
    assert counter.app.inbox.receive(incoming).result(10) == "new"
    wait_until(lambda: counter.app.store.outbox.turn(row.citizen, "s1"))
    assert ("citizen", "[Người dân gửi: hình dán]") in lines(officer.page(f"/{row.id}"))


def test_what_people_write_is_never_markup(counter: Site, someone: Citizen, officer: Officer) -> None:
    row = taken(counter, someone, officer)
    someone.say("<script>alert(1)</script>")
    raw = officer.http.get(f"/{row.id}").text
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_given_back_the_bot_answers_again(counter: Site, someone: Citizen, officer: Officer) -> None:
    row = taken(counter, someone, officer)
    assert someone.say("xin chào")["replies"] == []
    answer = officer.http.post(f"/{row.id}/release", data={"csrf": page_token(officer, row)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert someone.say("giấy khai sinh cần gì")["replies"]
    page = officer.page(f"/{row.id}")
    assert "Cuộc này đã trả lại cho máy" in page
    assert f"/desk/{row.id}/reply" not in page
    late = officer.http.post(f"/{row.id}/reply", data={"csrf": form_token(counter, officer), "text": "muộn rồi"})
    assert late.status_code == 409
    again = officer.http.post(f"/{row.id}/take", data={"csrf": form_token(counter, officer)})
    assert again.status_code == 303
    assert counter.app.store.desk.one(row.id).closed_at, "a closed conversation is not taken again"  # type: ignore[union-attr]
    someone.press("nav:HUMAN")
    assert handover_of(counter, someone).id != row.id, "asking again waits again"


def form_token(site: Site, officer: Officer) -> str:
    """What a form of this officer's pages carries."""
    cookie = Signer(site.app.seal.signing_keys, "desk").read(officer.http.cookies[COOKIE])
    assert cookie
    return Signer(site.app.seal.signing_keys, "desk form").sign(cookie.split("|")[1])


def test_another_officer_can_neither_answer_nor_give_back(
    counter: Site, someone: Citizen, officer: Officer
) -> None:
    row = taken(counter, someone, officer)
    other = Officer(counter)
    token = form_token(counter, other)
    assert other.http.post(f"/{row.id}/reply", data={"csrf": token, "text": "chen vào"}).status_code == 409
    assert other.http.post(f"/{row.id}/release", data={"csrf": token}).status_code == 303
    assert counter.app.store.desk.one(row.id).officer == officer.name  # type: ignore[union-attr]
    assert not counter.app.store.desk.one(row.id).closed_at  # type: ignore[union-attr]
    other.http.close()


# ── forms and addresses that are not right ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("action", ["take", "reply", "release"])
def test_a_form_of_another_site_does_nothing(
    counter: Site, someone: Citizen, officer: Officer, action: str
) -> None:
    someone.press("nav:HUMAN")
    row = handover_of(counter, someone)
    other = Officer(counter)
    for token in ("", "nonsense", form_token(counter, other)):
        answer = officer.http.post(f"/{row.id}/{action}", data={"csrf": token, "text": "x"})
        assert answer.status_code == 403
    assert counter.app.store.desk.one(row.id).officer is None  # type: ignore[union-attr]
    other.http.close()


@pytest.mark.parametrize(("number", "status"), [("0", 422), ("-1", 422), ("x", 422), (str(2**63), 422), ("987654", 404), (str(2**63 - 1), 404)])  # fmt: skip
def test_a_conversation_that_is_not_there_says_so(
    counter: Site, officer: Officer, number: str, status: int
) -> None:
    assert officer.http.get(f"/{number}").status_code == status
    assert officer.http.post(f"/{number}/take", data={"csrf": form_token(counter, officer)}).status_code == status


def test_an_empty_answer_says_nothing_and_one_too_long_is_refused(
    counter: Site, someone: Citizen, officer: Officer
) -> None:
    row = taken(counter, someone, officer)
    told = len(someone.replies()["replies"])
    token = form_token(counter, officer)
    assert officer.http.post(f"/{row.id}/reply", data={"csrf": token, "text": " \r\n "}).status_code == 303
    assert officer.http.post(f"/{row.id}/reply", data={"csrf": token, "text": "a" * 2001}).status_code == 422
    assert len(someone.replies()["replies"]) == told


def test_pages_of_the_desk_are_not_kept_by_browsers(officer: Officer) -> None:
    assert officer.http.get("/").headers["cache-control"] == "no-store"
