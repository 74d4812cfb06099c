"""The chat page on a bad line: nothing that a citizen says is lost, and nothing is said twice."""

from __future__ import annotations

import pytest

pytest_plugins = ("browsing",)
pytestmark = pytest.mark.browser

KEPT = "JSON.parse(localStorage.getItem('motcua.unsent') || '[]').length"


def write(page, text):
    page.fill("#words", text)
    page.press("#words", "Enter")


def test_the_first_visit_greets_once_and_shows_no_command(open_chat, played):
    page = open_chat()
    assert played.sent == []
    assert page.locator(".reply").count() == 1
    assert page.locator(".own").count() == 0


def test_coming_back_shows_what_was_said_and_greets_no_more(open_chat, played):
    page = open_chat()
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    page.reload()
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    page.wait_for_selector(".own")
    order = page.eval_on_selector_all("#talk > article", "all => all.map((each) => each.classList[0])")
    assert order == ["reply", "own", "reply"]
    assert len(played.sent) == 1
    assert played.sessions == 1


def test_a_double_tap_is_one_message(open_chat, played):
    page = open_chat()
    page.locator(".answer").dblclick()
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    page.get_by_role("button", name="Quay lại").dblclick()
    page.wait_for_timeout(500)
    assert [each.get("choice") for each in played.sent] == ["ask:khai-sinh", "nav:BACK"]


def test_a_second_touch_does_not_answer_the_question_that_just_appeared(open_chat, played, say):
    clock = "window.time = 0; performance.now = () => window.time"
    played.turns.append([say("Bé trai hay bé gái?", ("Trai", "set:sex=nam"), kind="sex")])
    page = open_chat(before=lambda page: page.add_init_script(clock))
    page.click("text=Giấy khai sinh")
    page.evaluate("window.time = 500")
    page.click("text=Trai >> visible=true")
    page.wait_for_timeout(300)
    assert len(played.sent) == 1
    page.evaluate("window.time = 900")
    page.click(".answer")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert played.sent[-1]["choice"] == "set:sex=nam"


def test_without_network_a_message_waits_and_goes_out_with_its_own_id(open_chat, played, axe):
    page = open_chat()
    played.faults += [0, 503]
    write(page, "cháu nội tôi mới sinh")
    page.wait_for_selector(".own .note")
    assert "Chưa gửi được" in page.locator(".own .note").inner_text()
    assert "Chưa gửi được" in page.locator("#status").inner_text()
    assert page.evaluate(KEPT) == 1
    assert axe(page) == []
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert page.locator(".note").count() == 0
    assert page.locator("#status").inner_text() == ""
    assert page.evaluate(KEPT) == 0
    tries = played.sent
    assert [each["text"] for each in tries] == ["cháu nội tôi mới sinh"] * 3
    assert len({each["id"] for each in tries}) == 1


def test_a_message_that_waits_survives_closing_the_page(open_chat, played):
    page = open_chat()
    played.faults += [0] * 2
    write(page, "tôi mất căn cước")
    page.wait_for_selector(".own .note")
    page.reload()
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert len({each["id"] for each in played.sent if each.get("text") == "tôi mất căn cước"}) == 1
    assert page.locator(".own").count() == 1


def test_messages_that_wait_keep_their_order(open_chat, played, until):
    page = open_chat()
    played.faults += [0, 0]
    write(page, "một")
    write(page, "hai")
    write(page, "ba")
    until(page, "document.querySelectorAll('.reply').length === 4")
    said = [each["text"] for each in played.sent]
    assert said == ["một", "một", "một", "hai", "ba"]


def test_a_slow_answer_is_asked_for_again_with_the_same_id(open_chat, played):
    page = open_chat()
    played.faults.append(202)
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("#status:not(:empty)")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    first, second = played.sent
    assert first == second
    assert page.locator("#status").inner_text() == ""


def test_a_lost_answer_is_not_shown_twice(open_chat, played):
    page = open_chat()
    played.say({**played.kept[0], "text": "Cán bộ chào bác.", "buttons": [], "author": "officer"})
    page.wait_for_selector("text=Cán bộ chào bác.")
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    page.wait_for_timeout(3500)
    assert page.locator(".reply").count() == 3


def test_an_officers_words_arrive_by_themselves_and_leave_the_question_open(open_chat, played, say, axe):
    page = open_chat()
    played.say(say("Chào bác, tôi là Lan ở xã.", author="officer"))
    page.wait_for_selector("text=Chào bác, tôi là Lan ở xã.")
    assert page.locator(".officer .by").inner_text() == "Cán bộ trả lời"
    assert axe(page) == []
    assert page.locator(".answer").all_inner_texts() == ["Giấy khai sinh"]


def test_a_page_that_opens_without_the_server_says_so_and_goes_on_trying(open_chat, played):
    page = open_chat()
    page.unroute("**/api/chat/**")
    page.route("**/api/chat/**", lambda route: route.fulfill(status=503))
    page.reload()
    page.wait_for_selector("#status:not(:empty)")
    assert "Chưa nối được" in page.locator("#status").inner_text()
    page.unroute("**/api/chat/**")
    page.route("**/api/chat/**", played.play)
    page.wait_for_selector(".reply")
    assert page.locator("#status").inner_text() == ""


def test_what_an_officer_reads_is_acknowledged(open_chat, played):
    page = open_chat()
    played.outcome, played.turns = "handed_over", [[]]
    write(page, "tôi đang nghe đây")
    page.wait_for_selector(".own .note")
    assert page.locator(".note").inner_text() == "Đã gửi tới cán bộ."
    assert page.locator("#status").inner_text() == ""


def test_a_forgotten_session_begins_again_and_keeps_the_words(open_chat, played, say):
    page = open_chat()
    played.faults.append(401)
    played.turns = [[say("Cháu chào bác lần nữa ạ.")]]
    write(page, "làm khai sinh")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert played.sessions == 2
    assert [each["text"] for each in played.sent] == ["làm khai sinh", "làm khai sinh"]
    assert page.get_by_text("Cuộc trò chuyện mới bắt đầu từ đây.").is_visible()


def test_a_refused_message_comes_back_to_the_box(open_chat, played, until):
    page = open_chat()
    played.faults.append(422)
    write(page, "một bức thư rất dài")
    until(page, "document.getElementById('words').value")
    assert page.input_value("#words") == "một bức thư rất dài"
    assert "chưa gửi được" in page.locator("#status").inner_text()
    page.wait_for_timeout(1200)
    assert len(played.sent) == 1


def test_a_half_written_answer_survives_a_reload(open_chat):
    page = open_chat()
    page.fill("#words", "Nguyễn Thị")
    page.reload()
    page.wait_for_selector(".reply")
    assert page.input_value("#words") == "Nguyễn Thị"


def test_nothing_is_sent_for_an_empty_box(open_chat, played):
    page = open_chat()
    page.fill("#words", "   ")
    page.locator(".send").click()
    page.wait_for_timeout(300)
    assert len(played.sent) == 0


def test_forget_me_empties_the_screen_and_the_tab(open_chat, played, say, until):
    page = open_chat()
    write(page, "tôi tên là Nguyễn Thị Lan")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    played.outcome = "stopped"
    played.turns = [[say("Dạ, cháu xóa hết rồi.")]]
    page.route("**/replies?after=0", lambda route: (played.kept.__delitem__(slice(2)), played.play(route)))
    write(page, "xóa hết")
    until(page, "document.querySelectorAll('.reply').length === 1")
    assert page.locator("#talk").inner_text().strip().endswith("Dạ, cháu xóa hết rồi.")
    assert "Lan" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_it_works_where_the_browser_keeps_nothing(open_chat, played):
    closed = "Object.defineProperty(window, '{}', {{ get() {{ throw new Error('closed'); }} }})"

    def close(page):
        page.add_init_script(closed.format("localStorage"))
        page.add_init_script(closed.format("sessionStorage"))

    page = open_chat(before=close)
    page.click("text=Giấy khai sinh")
    page.wait_for_selector("text=Dạ, cháu ghi rồi ạ.")
    assert len(played.sent) == 1
