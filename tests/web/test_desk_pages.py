"""The officers' pages, rendered from their templates and used in a real browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

pytest_plugins = ("browsing",)
pytestmark = pytest.mark.browser

TEMPLATES = Path(__file__).parents[2] / "bot" / "web" / "templates"
PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
SIZES = [(320, 640, "100%"), (320, 640, "200%"), (360, 640, "100%"), (1280, 800, "100%")]
HOSTILE = "<script>alert(1)</script> & <b>đậm</b>"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("button, a.button, input:not([type=hidden]), textarea")]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 44)
  .map((node) => node.outerHTML)"""


class PlayedDesk:
    """The desk as the server would render it; keeps what was posted."""

    def __init__(self):
        self.lines = [
            {"author": "citizen", "text": HOSTILE, "at": "9 giờ 02"},
            {"author": "bot", "text": "Dạ, cháu báo cán bộ rồi.", "at": "9 giờ 02"},
            {"author": "officer", "text": "Chào bác.", "at": "9 giờ 10"},
        ]
        self.waiting = [{"id": 7, "who": "Khách 3F2A", "since": "9 giờ", "procedure": None, "last": HOSTILE}]
        self.taken = [
            {"id": 5, "who": "Khách 77AB", "officer": "Lan", "since": "8 giờ", "mine": True},
            {"id": 4, "who": "Khách 1200", "officer": "Hùng", "since": "8 giờ", "mine": False},
        ]
        self.handover = {"id": 7, "who": "Khách 3F2A", "state": "taken", "officer": "Lan", "mine": True}
        self.csrf = 0
        self.error = ""
        self.posted = []
        self.signed_in = True

    def page(self, path):
        self.csrf += 1
        common = {"officer": "Lan", "csrf": f"token{self.csrf}"}
        if path == "/desk/login" or not self.signed_in:
            return PAGES.get_template("desk/login.html").render(csrf=common["csrf"], error=self.error, officer="")
        if path == "/desk/":
            return PAGES.get_template("desk/list.html").render(**common, waiting=self.waiting, taken=self.taken)
        return PAGES.get_template("desk/conversation.html").render(
            **common,
            handover=self.handover,
            lines=self.lines,
            answers=[{"label": "Họ và tên bé", "text": "Nguyễn Thị Lan"}],
            procedure="Đăng ký khai sinh",
        )

    def play(self, route):
        path = "/desk" + route.request.url.partition("/desk")[2]
        if route.request.method == "POST":
            self.posted.append((path, parse_qs(route.request.post_data)))
        route.fulfill(content_type="text/html; charset=utf-8", body=self.page(path))


@pytest.fixture
def desk():
    return PlayedDesk()


@pytest.fixture
def open_desk(open_page, desk, server_url):
    def opened(path, **options):
        page = open_page(**options)
        page.route("**/desk/**", desk.play)
        page.goto(f"{server_url.rstrip('/')}{path}")
        return page

    return opened


@pytest.mark.parametrize(("width", "height", "text_size"), SIZES)
@pytest.mark.parametrize("path", ["/desk/login", "/desk/", "/desk/7"])
def test_pages_are_readable_at_every_size(open_desk, axe, desk, path, width, height, text_size):
    desk.error = "wrong"
    page = open_desk(path, width=width, height=height)
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(SMALL) == []
    assert axe(page) == []


@pytest.mark.parametrize(
    ("handover", "words", "buttons"),
    [
        ({"state": "waiting", "officer": None, "mine": False}, "Đang chờ cán bộ", ["Nhận trả lời"]),
        ({"mine": True}, "Anh chị đang trả lời", ["Gửi trả lời", "Trả lại cho máy"]),
        ({"officer": "Hùng", "mine": False}, "Hùng đang trả lời", []),
        ({"state": "closed", "mine": False}, "Đã trả lại cho máy", []),
    ],
)
def test_each_state_offers_what_can_be_done(open_desk, desk, handover, words, buttons):
    desk.handover |= handover
    page = open_desk("/desk/7")
    assert words.lower() in page.locator("main").inner_text().lower()
    assert page.locator("main button").all_inner_texts() == buttons


def test_what_people_wrote_is_text_and_nothing_else(open_desk):
    page = open_desk("/desk/7")
    assert page.locator(".citizen .text").inner_text() == HOSTILE
    assert page.locator("main script, main b").count() == 0
    page = open_desk("/desk/")
    assert HOSTILE in page.locator("blockquote").inner_text()


def test_forms_post_to_the_desk_with_their_token(open_desk, desk):
    page = open_desk("/desk/7")
    page.fill("#text", "Bác bỏ qua câu này ạ.")
    page.click("text=Gửi trả lời")
    page.click("text=Trả lại cho máy")
    desk.handover["mine"], desk.handover["officer"] = False, None
    page.goto(page.url)
    page = open_desk("/desk/")
    page.click("button >> text=Nhận trả lời")
    page.wait_for_load_state()
    paths = [path for path, _ in desk.posted]
    assert paths == ["/desk/7/reply", "/desk/7/release", "/desk/7/take"]
    assert desk.posted[0][1]["text"] == ["Bác bỏ qua câu này ạ."]
    assert all(form["csrf"][0].startswith("token") for _, form in desk.posted)


def test_new_lines_arrive_while_the_officer_writes(open_desk, desk):
    page = open_desk("/desk/7")
    page.click("#text")
    page.keyboard.type("Bác cứ bỏ")
    desk.lines.append({"author": "citizen", "text": "Tôi còn giấy chứng sinh.", "at": "9 giờ 12"})
    page.wait_for_selector("text=Tôi còn giấy chứng sinh.")
    page.keyboard.type(" qua ạ.")
    assert page.input_value("#text") == "Bác cứ bỏ qua ạ."
    token = page.locator("form[action$=reply] input[name=csrf]").input_value()
    assert token == f"token{desk.csrf}", "the newest token is in the form that was left alone"


def test_someone_new_appears_in_the_list_and_the_title(open_desk, desk):
    page = open_desk("/desk/")
    assert page.title().startswith("(1)")
    page.locator("#take-7").focus()
    desk.waiting.append(
        {"id": 9, "who": "Khách 81CC", "since": "9 giờ 20", "procedure": None, "last": "gặp người"}
    )
    page.wait_for_selector("text=Khách 81CC")
    assert page.title().startswith("(2)")
    assert page.evaluate("document.activeElement.id") == "take-7"


def test_a_colleague_who_takes_over_does_not_cost_the_draft(open_desk, desk):
    page = open_desk("/desk/7")
    page.fill("#text", "Đang viết dở")
    desk.handover |= {"officer": "Hùng", "mine": False}
    page.wait_for_selector("text=Cuộc này vừa đổi người trả lời.")
    assert page.input_value("#text") == "Đang viết dở"


def test_signed_out_is_told_and_the_draft_stays(open_desk, desk):
    page = open_desk("/desk/7")
    page.fill("#text", "Đang viết dở")
    desk.signed_in = False
    page.wait_for_selector("text=Phiên làm việc đã hết.")
    assert page.input_value("#text") == "Đang viết dở"


@pytest.mark.parametrize(("error", "words"), [("wrong", "chưa khớp"), ("many", "thử nhiều lần")])
def test_a_failed_sign_in_says_what_to_do(open_desk, desk, error, words):
    desk.error = error
    page = open_desk("/desk/login")
    assert words in page.locator("[role=alert]").inner_text()
    page.fill("#name", "lan")
    page.fill("#password", "mat khau")
    page.press("#password", "Enter")
    page.wait_for_load_state()
    assert desk.posted[0][0] == "/desk/login"
    assert desk.posted[0][1]["name"] == ["lan"]
