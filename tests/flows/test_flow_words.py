"""The words of the flows: short, plain, polite, safe."""

import re

import pytest

from flows.loading import FOLDER, load, load_reasons

FLOWS = load(FOLDER)
TIENG = re.compile(r"[^\W_]+")
BANNED = (
    "bạn|quý khách|quý công dân|tôi|vui lòng|không hợp lệ|sai định dạng|lỗi|bắt buộc|từ chối|nhập sai|"
    "hồ sơ|thủ tục|kê khai|tờ khai|lệ phí|thường trú|tạm trú|cư trú|trường hợp|xuất trình|trích lục|"
    "tiếp nhận|bản chính|bản chụp|chứng thực|ủy quyền|người yêu cầu|số định danh|hộ tịch|tình trạng hôn nhân|"
    "nguyên quán|otp|mật khẩu|mã pin|số thẻ ngân hàng|số tài khoản|chuyển khoản|link|form|upload|click|app|file|"
    "trừ trường hợp|theo quy định|chúc mừng"
)
BAN = re.compile(rf"(?<!\w)(?:{BANNED})(?!\w)", re.IGNORECASE)
ALLOWED = {("xac-nhan-tinh-trang-hon-nhan", "nxn_cu_tru_tu", "simplest")}  # "giấy tạm trú" is the paper's name
SHORT_FORM = re.compile(r"(?<!\w)[A-ZĐ]{2,}(?!\w)")
LINKS = re.compile(r"(?<!\w)(?:và|nhưng|hoặc|nếu|thì|mà|để|vì)(?!\w)", re.IGNORECASE)
EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]")


def said(flow):
    """Every sentence a citizen hears, with where it stands."""
    yield flow.id, "", "opening", flow.opening
    for _, stop in flow.stops():
        yield flow.id, stop.rule, "say", stop.say
    for field in flow.fields:
        for name in ("ask", "ask_helping", "why", "simpler", "simplest"):
            if text := getattr(field, name):
                yield flow.id, field.id, name, text


SAID = [line for flow in FLOWS for line in said(flow)]
SAID += [("reasons", reason, "text", text) for reason, text in load_reasons(FOLDER).items()]


def sentences(text):
    """Cut at full stops, question and exclamation marks, not inside numbers."""
    return [part for part in re.split(r"(?<!\d)[.?!]|[.?!](?!\d)", text) if TIENG.search(part)]


@pytest.mark.parametrize("line", SAID, ids=lambda line: "-".join(line[:3]))
def test_sentence(line):
    text = line[3]
    lengths = [len(TIENG.findall(sentence)) for sentence in sentences(text)]
    assert max(lengths) <= 22, text
    assert sum(lengths) <= 60
    assert len(lengths) <= 4
    assert text.count("?") <= 1
    assert len(re.findall(r"(?<!\w)(?:ạ|dạ|nhé)(?!\w)", text)) <= 1
    assert not EMOJI.search(text)
    assert not re.search(r"\d/\d", text), "dates are written in words"
    assert line[:3] in ALLOWED or not BAN.search(text), text
    assert not SHORT_FORM.search(text.replace("VNeID", "").replace("HIV", ""))
    first = sentences(text)[0].strip()
    assert first[0].isupper() or first.startswith(("{Goi}", "{Xung}")), "{Goi} stands at a sentence's start"
    for sentence in sentences(text):
        assert len(LINKS.findall(sentence)) <= 2, sentence
        assert sentence.count(",") <= 2, sentence
        assert not sentence.strip().startswith(("{goi}", "{xung}"))


def test_sentences_are_short_on_the_whole():
    lengths = sorted(len(TIENG.findall(sentence)) for line in SAID for sentence in sentences(line[3]))
    assert sum(lengths) / len(lengths) <= 12
    assert lengths[int(len(lengths) * 0.95)] <= 18


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_open_question_has_a_living_example(flow):
    for field in flow.fields:
        assert bool(field.example) == (not field.choices), field.id
        if field.kind == "date":
            assert int(field.example.split()[0]) >= 13, field.id
            assert re.fullmatch(r"\d{1,2} tháng \d{1,2} năm \d{4}", field.example)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_the_second_way_of_asking_changes_the_way(flow):
    other_way = re.compile(r"bấm|nhìn|xem|chép|đọc từng|từng phần|từng số|gõ|trước\. Rồi|hỏi")
    for field in flow.fields:
        assert other_way.search(field.simplest), field.id
        assert field.simplest not in (field.ask, field.ask_helping)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_a_helper_is_asked_about_the_other_person(flow):
    for field in flow.fields[1:]:
        addressed = re.search(r"\{[Gg]oi\} (tên|sinh|là|ở|dùng|cần|muốn|đã)", field.ask)
        if addressed:
            assert field.ask_helping, field.id
            assert "{" not in field.ask_helping, field.id


def test_a_death_is_spoken_of_with_condolence(death):
    assert death.tone == "condolence"
    assert "chia buồn" in death.opening
    assert all("chết" not in text for flow, _, _, text in SAID if flow == "khai-tu")


def test_choices_are_said_in_three_regions(flows):
    words = " | ".join(says for flow in flows.values() for f in flow.fields for c in f.choices for says in c.says)
    for region_word in ("chửa", "hổng", "nỏ", "mần giùm", "tía", "bố", "rứa", "mệ", "u", "má"):
        assert region_word in words


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_nothing_secret_is_ever_asked(flow):
    for field in flow.fields:
        asked = f"{field.ask} {field.ask_helping} {field.simpler} {field.simplest}".lower()
        for secret in ("mật khẩu", "otp", "mã xác", "mã pin", "số thẻ ngân hàng", "chuyển tiền", "đóng tiền"):
            assert secret not in asked, field.id
        if "ngân hàng" in asked or "tài khoản" in asked:
            assert field.choices or field.optional, f"{field.id}: an account can always be left out"
