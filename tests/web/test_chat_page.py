"""The chat page in a real browser: large, plain, usable by hand and by keyboard. Its words are not tested."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

pytest_plugins = ("browsing",)
pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
SIZES = [(320, 640), (360, 640), (640, 360), (1280, 800)]
ONE_PRESS = 700  # milliseconds; a second touch within them is the tremor of the first
VOICE = """
  const heard = (window.heard = []);
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "vi-VN" }], cancel() {}, speak: (said) => heard.push([said.text, said.rate]),
    addEventListener() {}, removeEventListener() {} } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
MUTE = 'Object.defineProperty(window, "speechSynthesis", { value: undefined })'
SMALL = """() => [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
    && !node.closest(".unseen, svg") && parseFloat(getComputedStyle(node).fontSize) < 18)
  .map((node) => node.outerHTML)"""
TIGHT = """() => [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
    && !node.closest(".unseen, svg")
    && parseFloat(getComputedStyle(node).lineHeight) < 1.5 * parseFloat(getComputedStyle(node).fontSize) - 0.1)
  .map((node) => node.outerHTML)"""
BOXES = """(selector) => [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility())
  .map((node) => node.getBoundingClientRect().toJSON())"""
CUT = """() => [...document.querySelectorAll("button, .say p, .own p, textarea")].filter((node) =>
    node.checkVisibility() && node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def question(say, kind="choice"):
    return say(
        "Bác làm giấy cho ai?\n1. Cho cháu nội.\n2. Cho người khác.",
        ("Cho con tôi", "set:who=child"),
        ("Cho cháu tôi", "set:who=grandchild"),
        ("Làm giúp người khác", "set:who=other"),
        ("Nghe lại", "nav:REPEAT"),
        kind=kind,
    )


@pytest.fixture
def asked(open_chat, played, say):
    """A page that shows a question with three answers."""
    played.turns.append([question(say)])

    def opened(**options):
        page = open_chat(**options)
        page.click("text=Giấy khai sinh")
        page.wait_for_selector("text=Cho cháu tôi")
        page.wait_for_timeout(ONE_PRESS)
        return page

    return opened


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_everything_is_large_and_nothing_is_cut_off(asked, axe, width, height, text_size):
    page = asked(width=width, height=height, before=lambda page: page.add_init_script(VOICE))
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TIGHT) == []
    assert axe(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_main_buttons_fit_a_shaking_finger(asked, width, height):
    page = asked(width=width, height=height, before=lambda page: page.add_init_script(VOICE))
    main = page.evaluate(BOXES, ".answer, .send, .fixed button")
    assert len(main) == 3 + 1 + 3
    assert min(box["height"] for box in main) >= 60
    assert min(box["width"] for box in main) >= 60
    assert min(box["height"] for box in page.evaluate(BOXES, "button, a, textarea")) >= 44
    answers = page.evaluate(BOXES, ".answer")
    gaps = [low["top"] - high["bottom"] for high, low in pairwise(answers)]
    assert min(gaps) >= 8


def test_question_and_answers_and_repeat_are_on_the_first_screen(open_chat, played, say):
    played.turns.append([question(say) | {"text": "Câu 3. Cháu bé là trai hay gái?"}])
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Cho cháu tôi")
    for box in page.evaluate(BOXES, ".now .say, .answer, .fixed button"):
        assert 0 <= box["top"] < box["bottom"] <= 640


def test_the_question_is_larger_than_the_rest(asked):
    page = asked()
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert page.eval_on_selector(".now .say p", size) >= 22
    assert page.eval_on_selector(".reply:not(.now) .say p", size) >= 18


def test_only_the_newest_answers_can_be_pressed(asked):
    page = asked()
    assert page.locator(".answer").all_inner_texts() == ["Cho con tôi", "Cho cháu tôi", "Làm giúp người khác"]
    assert page.locator(".were").inner_text() == "Giấy khai sinh"


def test_the_fixed_row_is_shown_once_and_always_the_same(asked, played):
    page = asked()
    assert page.locator(".fixed button").all_inner_texts() == ["Nghe lại", "Quay lại", "Gặp người"]
    for name in ("Quay lại", "Gặp người", "Nghe lại"):
        assert page.get_by_role("button", name=name).count() == 1
        with page.expect_response("**/messages**"):
            page.get_by_role("button", name=name).click()
    assert [each.get("choice") for each in played.sent[1:]] == ["nav:BACK", "nav:HUMAN", "nav:REPEAT"]


def test_the_button_that_moves_on_is_the_largest(open_chat, played, say):
    played.turns.append([say("Bác bấm Gửi thì giấy mới tới xã.", ("Sửa", "edit:0"), ("Gửi", "send:khai-sinh"))])
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector(".primary")
    assert page.locator(".primary").all_inner_texts() == ["Gửi"]
    assert page.evaluate(BOXES, ".primary")[0]["height"] >= 72


def test_progress_is_told_and_drawn_while_a_form_is_open(asked, played, say):
    page = asked()
    assert page.locator("#step").inner_text() == "Câu 3 trên 9"
    assert page.eval_on_selector("#bar", "bar => [bar.value, bar.max]") == [3, 9]
    assert "Bác làm giấy cho ai?" in page.title()
    played.turns.append([say("Xong rồi ạ.")])
    page.click("text=Cho cháu tôi")
    page.wait_for_selector("text=Xong rồi ạ.")
    assert page.locator("#step").is_hidden()
    assert page.locator("#bar").is_hidden()


@pytest.mark.parametrize(
    ("kind", "keyboard", "fill", "spelling"),
    [
        ("citizen_id", "numeric", "off", False),
        ("number", "numeric", "off", True),
        ("phone", "tel", "tel", False),
        ("email", "email", "email", False),
        ("identity_number", "text", "off", False),
        ("person_name", "text", "off", False),
        ("date", "text", "off", True),
        ("address", "text", "off", False),
        ("text", "text", "off", True),
    ],
)
def test_the_keyboard_fits_the_question(open_chat, played, say, kind, keyboard, fill, spelling):
    played.turns.append([say("Câu hỏi ạ?", kind=kind)])
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Câu hỏi ạ?")
    found = page.eval_on_selector("#words", "box => [box.inputMode, box.autocomplete, box.spellcheck]")
    assert found == [keyboard, fill, spelling]


def test_nothing_that_traps_an_old_hand(asked):
    page = asked()
    traps = "input[type=date], input[type=range], select, dialog, [disabled], [checked], [autofocus], audio, video"
    assert page.locator(traps).count() == 0
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.evaluate("() => [...document.querySelectorAll('button')].every((each) => each.textContent.trim())")


def test_sliding_off_a_button_takes_the_press_back(asked, played):
    page = asked()
    page.locator(".answer").first.hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert len(played.sent) == 1


def test_links_lead_to_the_state_or_to_us_only(open_chat, played, say, server_url):
    text = (
        "Xem https://dichvucong.gov.vn/p?a=1&b=2. Hoặc vneid.gov.vn, hoặc https://evil.example/x.gov.vn\n"
        "https://dichvucong.gov.vn@evil.example/ http://gov.vn.evil.example javascript:alert(1) a@bca.gov.vn\n"
        "https://dichvucong.gov.vn:8443/x <img src=x onerror=alert(1)> <b>đậm</b>"
    )
    files = [
        {"name": "Giấy hẹn", "url": "/api/chat/files/1", "media_type": "application/pdf"},
        {"name": "Giấy lạ", "url": "https://evil.example/a.pdf", "media_type": "application/pdf"},
    ]
    played.turns.append([say(text, attachments=files)])
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Giấy hẹn")
    found = page.eval_on_selector_all("main a", "links => links.map((link) => link.href)")
    ours = f"{server_url.rstrip('/')}/api/chat/files/1"
    assert found == ["https://dichvucong.gov.vn/p?a=1&b=2", "https://vneid.gov.vn/", ours]
    assert page.locator("main img, main b").count() == 0
    assert page.locator(".now .say").inner_text().replace("\n\n", "\n") == text
    assert page.evaluate(BOXES, "a.paper")[0]["height"] >= 60


def test_every_reply_can_be_heard_where_there_is_a_voice(asked):
    page = asked(before=lambda page: page.add_init_script(VOICE))
    assert page.locator(".hear").all_inner_texts() == ["Nghe", "Nghe"]
    page.locator(".hear").last.click()
    heard = [text for text, _ in page.evaluate("heard")]
    assert heard[0] == "Bác làm giấy cho ai?"
    assert heard[-3:] == ["Cho con tôi", "Cho cháu tôi", "Làm giúp người khác"]
    assert page.locator(".hear").last.inner_text() == "Dừng"


def test_hearing_again_speaks_and_speaks_slower_the_second_time(asked, played, say, until):
    page = asked(before=lambda page: page.add_init_script(VOICE))
    rates = []
    for _ in range(2):
        played.turns.append([question(say)])
        page.evaluate("heard.length = 0")
        page.get_by_role("button", name="Nghe lại").click()
        until(page, "heard.length > 3")
        rates.append(page.evaluate("heard[0][1]"))
        page.wait_for_timeout(2100)
    assert rates[1] < rates[0]
    assert page.locator(".own").count() == 1


def test_no_button_promises_a_voice_that_is_not_there(asked):
    page = asked(before=lambda page: page.add_init_script(MUTE))
    assert page.locator(".hear:visible").count() == 0


def test_a_turn_is_answered_by_keyboard_alone(asked, played):
    page = asked()
    page.locator("body").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Cho cháu tôi":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert played.sent[-1]["choice"] == "set:who=grandchild"
    assert page.evaluate("document.activeElement.closest('.reply') !== null"), "focus is not lost"


def test_enter_sends_but_not_while_a_letter_is_composed(asked, played):
    page = asked()
    page.fill("#words", "cho cháu nội")
    page.eval_on_selector(
        "#words",
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))",
    )
    assert len(played.sent) == 1
    page.press("#words", "Enter")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert played.sent[-1]["text"] == "cho cháu nội"
    assert page.input_value("#words") == ""


def test_a_long_turn_shows_its_beginning_and_a_way_down(open_chat, played, say):
    played.turns.append([say("\n".join(f"Dòng số {at} của câu trả lời dài." for at in range(30)))])
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Dòng số 29")
    assert page.get_by_text("Dòng số 0 ").bounding_box()["y"] > 50
    more = page.get_by_role("button", name="Xem tiếp")
    for _ in range(20):
        if more.is_hidden():
            break
        more.click()
        page.wait_for_timeout(60)
    assert page.get_by_text("Dòng số 29").bounding_box()["y"] < 480


def test_the_whole_page_weighs_little():
    assert sum(path.stat().st_size for path in STATIC.rglob("*") if path.is_file()) <= 60_000


def test_no_address_but_ours_is_loaded(open_chat, server_url):
    asked_for = []
    page = open_chat(before=lambda page: page.on("request", lambda request: asked_for.append(request.url)))
    page.wait_for_load_state("networkidle")
    assert asked_for
    assert all(url.startswith(server_url.rstrip("/") + "/") for url in asked_for)


def test_the_page_talks_with_the_real_assistant(open_page, server_url):
    page = open_page()
    page.goto(server_url)
    page.wait_for_selector(".reply .say p")
    page.fill("#words", "cháu nội tôi mới sinh, làm giấy tờ gì")
    page.click("text=Nhắn >> visible=true")
    page.wait_for_selector(".own ~ .reply .say p")
    before = page.locator(".reply").count()
    page.reload()
    page.wait_for_selector(".own")
    assert page.locator(".reply").count() == before
    assert page.locator(".own").inner_text().endswith("cháu nội tôi mới sinh, làm giấy tờ gì")
