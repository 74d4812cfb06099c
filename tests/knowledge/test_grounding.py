"""Rewordings that must pass and twisted ones that must not; each row is a text as it is told and what came back."""

import re
from itertools import islice
from pathlib import Path

import pytest

from knowledge.content import load_content
from knowledge.grounding import claims, unfaithful, ungrounded

TRUE = [
    # figures however they are written
    ("Lệ phí 15.000 đồng.", "Lệ phí là 15 nghìn đồng."),
    ("Lệ phí 15.000 đồng.", "Lệ phí 15000 đồng ạ."),
    ("Lệ phí 15.000 đồng.", "Bác trả lệ phí mười lăm nghìn đồng."),
    ("Lệ phí 1.500.000 đồng.", "Lệ phí 1,5 triệu đồng."),
    ("Lệ phí 1.500.000 đồng.", "Lệ phí một triệu rưỡi."),
    ("Lâu nhất 3 ngày làm việc.", "Lâu nhất ba ngày làm việc ạ."),
    ("Không quá 15 ngày là có giấy.", "Tối đa 15 ngày là có giấy."),
    ("Mang 2 ảnh.", "Bác cầm theo hai ảnh nhé."),
    ("Làm xong trong 3 đến 5 ngày.", "Làm xong trong 3-5 ngày."),
    ("Quầy mở từ 7 giờ 30.", "Quầy mở từ 7h30."),
    # free of charge
    ("Làm thẻ lần đầu không mất tiền.", "Làm thẻ lần đầu miễn phí ạ."),
    ("Nộp qua mạng thì 0 đồng.", "Nộp qua mạng thì không mất tiền."),
    ("Người có công thì được miễn lệ phí.", "Người có công thì không phải đóng tiền."),
    # days
    ("Từ 1 tháng 7 năm 2026 thì làm ở xã.", "Từ ngày 1/7/2026 thì làm ở xã."),
    ("Từ 1 tháng 7 năm 2026 thì làm ở xã.", "Từ 01/07/2026, bác làm ở xã nhé."),
    ("Quầy nghỉ thứ Bảy.", "Thứ bảy quầy nghỉ ạ."),
    # forms, laws, links, telephones
    ("Điền tờ khai CT01.", "Bác điền tờ khai CT-01 nhé."),
    ("Điền tờ khai TK1-TS.", "Bác điền tờ khai TK1-TS ạ."),
    ("Theo Nghị định 154/2024/NĐ-CP.", "Dạ, theo nghị định số 154/2024/NĐ-CP."),
    ("Xem ở https://dichvucong.gov.vn/.", "Bác xem ở dichvucong.gov.vn nhé."),
    ("Gọi 1800 1096 để hỏi.", "Bác gọi 18001096 để hỏi nhé."),
    # offices, papers, who
    ("Nộp ở công an xã, phường.", "Bác đến công an xã, phường nộp nhé."),
    ("Mang giấy khai sinh và thẻ căn cước.", "Bác cầm theo giấy khai sinh, thẻ căn cước nhé."),
    ("Ra ủy ban xã, phường.", "Dạ, bác ra uỷ ban xã, phường ạ."),
    ("Nếu cha mẹ chưa cưới thì mang thêm giấy.", "Khi cha mẹ chưa cưới thì bác mang thêm giấy."),
    ("Không cần sổ hộ khẩu.", "Dạ, bác không cần mang sổ hộ khẩu."),
    ("Con nộp thay cũng được.", "Dạ, con nộp thay cũng được ạ."),
    ("Trẻ từ đủ 14 tuổi thì phải có mặt.", "Trẻ từ đủ 14 tuổi thì bắt buộc có mặt."),
    (
        "Nộp xong, quầy đưa giấy hẹn.\nLấy kết quả theo giấy hẹn.",
        "Bác nộp xong, quầy gửi giấy hẹn.\nBác nhận kết quả theo giấy hẹn nhé.",
    ),
    (
        "Nộp ở quầy thì 5.000 đồng. Nộp qua mạng thì 0 đồng.",
        "Nộp ở quầy thì 5 nghìn đồng. Nộp qua mạng thì miễn phí.",
    ),
]

UNGROUNDED = [
    # another figure, or the same figure of another thing
    ("Lệ phí 15.000 đồng.", "Lệ phí 50.000 đồng.", "50000 money"),
    ("Lệ phí 15.000 đồng.", "Lệ phí 15 triệu đồng.", "15000000 money"),
    ("Lệ phí 15.000 đồng.", "Lệ phí 1.500 đồng.", "1500 money"),
    ("Lệ phí 15.000 đồng.", "Lệ phí năm mươi nghìn đồng.", "50000 money"),
    ("Lệ phí 1.500.000 đồng.", "Lệ phí 1 triệu 200 nghìn.", "1200000 money"),
    ("Làm trong 15 ngày.", "Dành cho người 15 tuổi.", "15 age"),
    ("Làm trong 15 ngày làm việc.", "Làm trong 15 ngày.", "15 day"),
    ("Làm trong 15 ngày.", "Làm trong 15 tháng.", "15 month"),
    ("Làm trong 15 ngày.", "Làm trong mười sáu ngày.", "16 day"),
    ("Mang 2 ảnh.", "Mang 2 nhân chứng.", "2 person"),
    ("Mang 1 bản sao.", "Mang 1 bản chính.", "1 original"),
    ("Trẻ dưới 14 tuổi.", "Trẻ trên 14 tuổi.", "14 age (over)"),
    ("Trẻ dưới 14 tuổi.", "Trẻ 14 tuổi.", "14 age"),
    ("Người từ 75 tuổi trở lên.", "Người từ 75 tuổi trở xuống.", "75 age"),
    ("Khai trước 60 ngày.", "Khai sau 60 ngày.", "60 day (after)"),
    ("Lâu nhất 7 ngày.", "Ít nhất 7 ngày.", "7 day (at_least)"),
    ("Khoảng 500.000 đồng.", "Đúng 500.000 đồng.", "500000 money"),
    ("Theo khoản 2.", "Theo điều 2.", "label: điều 2"),
    ("Giữ lại 80% tiền.", "Giữ lại 80 đồng.", "80 money"),
    ("Nộp 2 lần.", "Nộp 2 lần, mỗi lần 3 tờ.", "3 piece"),
    # another day or hour
    ("Từ 1 tháng 7 năm 2026.", "Từ 1 tháng 8 năm 2026.", "date: 1.8.2026"),
    ("Từ 1 tháng 7 năm 2026.", "Đến hết 1 tháng 7 năm 2026.", "(at_most)"),
    ("Từ 1 tháng 7 năm 2026.", "Từ 1/7/2027.", "date: 1.7.2027"),
    ("Quầy mở thứ Hai.", "Quầy mở thứ Ba.", "weekday: 3"),
    ("Quầy mở lúc 7 giờ 30.", "Quầy mở lúc 8 giờ 30.", "8.5 hour"),
    ("Quầy mở buổi sáng.", "Quầy mở buổi chiều.", "afternoon"),
    ("Quầy nghỉ thứ Bảy.", "Quầy nghỉ chủ nhật.", "sunday"),
    # other papers, forms, laws
    ("Điền tờ khai CT01.", "Điền tờ khai CT07.", "form: CT7"),
    ("Điền tờ khai TK1-TS.", "Điền tờ khai TK3-TS.", "form: TK3TS"),
    ("Điền mẫu số 05-HSB.", "Điền mẫu số 14-HSB.", "form: 14HSB"),
    ("Theo Nghị định 154/2024/NĐ-CP.", "Theo Nghị định 155/2024/NĐ-CP.", "law: 155/2024/nd"),
    ("Theo Nghị định 154/2024/NĐ-CP.", "Theo Thông tư 154/2024/TT-BCA.", "law: 154/2024/tt"),
    ("Theo Thông tư 53/2025/TT-BCA.", "Theo Thông tư 53/2025/TT-BTP.", "TT-BTP"),
    ("Mã 1.001193.", "Mã 1.001194.", "procedure: 1.001194"),
    ("Mang giấy khai sinh.", "Mang giấy khám sức khỏe.", "paper: giấy khám"),
    ("Mang giấy khai sinh.", "Mang giấy khai sinh và sổ đỏ.", "paper: sổ đỏ"),
    ("Mang bản sao giấy khai sinh.", "Mang bản chính giấy khai sinh.", "original"),
    # elsewhere
    ("Nộp ở công an xã, phường.", "Nộp ở công an tỉnh.", "office: công an province"),
    ("Nộp ở công an xã, phường.", "Nộp ở ủy ban xã, phường.", "office: ủy ban commune"),
    ("Nộp ở phòng tư pháp.", "Nộp ở sở tư pháp.", "office: sở tư pháp"),
    ("Nộp ở sở y tế.", "Nộp ở sở xây dựng.", "office: sở xây dựng"),
    ("Nộp ở ủy ban xã.", "Nộp ở ủy ban huyện.", "district"),
    ("Nộp ở ủy ban xã.", "Nộp ở ủy ban xã Tân Lập.", "name: lập"),
    ("Nộp ở ủy ban xã.", "Nộp ở văn phòng công chứng.", "office: văn phòng công"),
    ("Nộp ở quầy.", "Nộp ở quầy hoặc bưu điện.", "office: bưu điện"),
    ("Nộp ở quầy.", "Nộp ở quầy hoặc qua mạng.", "online"),
    ("Nộp ở quầy.", "Nộp qua VNeID.", "name: vneid"),
    ("Gọi 1800 1096.", "Gọi 1900 1096.", "phone: 19001096"),
    ("Gọi 1800 1096.", "Gọi 0912 345 678.", "phone: 0912345678"),
    # links and programs
    ("Xem ở https://dichvucong.gov.vn/.", "Xem ở https://dichvucong-gov.vn/.", "dichvucong-gov.vn"),
    ("Xem ở https://dichvucong.gov.vn/.", "Xem ở https://dichvucong.gov.vn.nop.top/.", "dichvucong.gov.vn.nop.top"),
    ("Xem ở https://dichvucong.gov.vn/a.", "Xem ở https://dichvucong.gov.vn/b.", "dichvucong.gov.vn/b"),
    ("Xem trên Cổng.", "Xem trên Cổng: dichvucong.gov.vn.", "link: dichvucong.gov.vn"),
    ("Xem trên Cổng.", "Xem ở bit.ly/abc.", "bit.ly"),
    ("Xem ở trang nop.com.", "Xem ở trang nop.com.", "not on the list"),
    ("Xem trên Cổng.", "Viết thư cho hotro@gmail.com.", "gmail.com"),
    ("Xem trên Cổng.", "Xem ở 113.160.1.20.", "113.160.1.20"),
    ("Dùng VNeID.", "Bác cài ứng dụng Dịch Vụ Nhanh.", "program"),
    ("Dùng VNeID.", "Bác tải phần mềm về máy.", "program"),
    # secrets, even where the source has them
    ("Nộp ở quầy.", "Bác đọc mã OTP cho cháu.", "secret: otp"),
    ("Đừng đưa mật khẩu cho ai.", "Đừng đưa mật khẩu cho ai.", "secret: mật khẩu"),
    ("Nộp ở quầy.", "Bác chuyển khoản trước nhé.", "secret: chuyển khoản"),
    ("Nộp ở quầy.", "Bác chuyen khoan truoc nhe.", "secret: chuyển khoản"),
    # absolute words
    ("Lệ phí do tỉnh định.", "Làm việc này miễn phí.", "free"),
    ("Lệ phí do tỉnh định.", "Bác không mất tiền đâu.", "free"),
    ("Lệ phí do tỉnh định.", "Lệ phí: mien phi.", "free"),
    ("Lệ phí do tỉnh định.", "Lệ phí 0 đồng.", "free"),
    ("Mang sổ hộ khẩu.", "Không cần mang sổ hộ khẩu.", "not_needed"),
    ("Mang sổ hộ khẩu.", "Khỏi mang sổ hộ khẩu.", "not_needed"),
    ("Nên mang giấy khai sinh.", "Phải mang giấy khai sinh.", "must"),
    ("Thường thì được.", "Chắc chắn được.", "certain"),
    ("Thường thì được.", "Lúc nào cũng được.", "always"),
    ("Thường thì được.", "Ai cũng được.", "everybody"),
    ("Con nộp được.", "Con không được nộp.", "forbidden"),
    ("Con nộp được.", "Chỉ con nộp được.", "only"),
    ("Con nộp được.", "Con nộp thay được.", "by_another"),
    ("Nộp muộn vẫn nhận.", "Nộp muộn thì bị phạt.", "fine"),
    ("Xong thì báo.", "Xong ngay trong ngày.", "at_once"),
    ("Cha ký.", "Mẹ ký.", "mother"),
    ("Mang giấy khai sinh và thẻ căn cước.", "Mang giấy khai sinh hoặc thẻ căn cước.", "or"),
    ("Mang giấy khai sinh.", "Mang giấy khai sinh nếu có.", "if"),
    ("Nộp ở quầy.", "Nộp ở quầy, trừ ngày lễ.", "except"),
    # disguises
    ("Xem ở https://dichvucong.gov.vn/.", "Xem ở https://dichvuсong.gov.vn/.", "letters"),
    ("Lệ phí 15.000 đồng.", "Lệ phí ５０.０００ đồng.", "50000 money"),
    ("Lệ phí 15.000 đồng.", "Lệ phí 15.000\u200b.000 đồng.", "15000000 money"),
    ("Nộp ở quầy.", "bac nop o quay nao cung xong", "no marks"),
    ("Nộp ở quầy.", "You can submit it at the counter.", "no marks"),
]  # fmt: skip

UNFAITHFUL = [
    # nothing new is claimed, and yet it is another thing
    ("Nộp ở quầy thì 5.000 đồng. Nộp qua mạng thì 0 đồng.", "Nộp ở quầy thì 0 đồng. Nộp qua mạng thì 5.000 đồng."),
    ("Không cần giấy khai sinh. Mang sổ hộ khẩu.", "Mang giấy khai sinh. Không cần sổ hộ khẩu."),
    ("Trẻ dưới 6 tuổi thì cha mẹ ký. Trẻ trên 14 tuổi thì tự ký.", "Trẻ dưới 6 tuổi thì tự ký. Trẻ trên 14 tuổi thì cha mẹ ký."),
    ("Lệ phí 15.000 đồng. Xong trong 3 ngày.", "Lệ phí 15.000 đồng."),
    ("Mang giấy khai sinh. Mang thẻ căn cước.", "Mang thẻ căn cước."),
    ("Không được nộp thay.", "Được nộp."),
    ("Mang giấy khai sinh hoặc thẻ căn cước.", "Mang giấy khai sinh và thẻ căn cước."),
    ("Nếu cha mẹ chưa cưới thì mang giấy nhận con.", "Cha mẹ mang giấy nhận con."),
    ("Lâu nhất 7 ngày làm việc.", "Xong trong 7 ngày làm việc."),
    ("Nộp ở công an xã, phường.", "Nộp ở công an."),
    ("Mỗi bản 3.000 đồng.", "Cả thảy 3.000 đồng."),
    ("Cán bộ in tờ giấy cho cha mẹ xem rồi ký.", "Cán bộ xem."),
    ("Mang giấy khai sinh.", "Mang giấy khai sinh, quà biếu cán bộ."),
    ("Mang giấy khai sinh.", "Bring birth papers."),
    ("Mang thẻ căn cước của người nộp và người được bảo lãnh.", "Mang thẻ căn cước của người nộp."),
    ("Người nước ngoài nộp ở quầy.", "Người nộp ở quầy."),
    ("Trẻ từ 6 tuổi thì cha mẹ ký, trẻ từ 14 tuổi thì tự ký.", "Trẻ từ 6 tuổi thì tự ký, trẻ từ 14 tuổi thì cha mẹ ký."),
    ("Nộp trước rồi nhận sau.", "Nhận trước rồi nộp sau."),
    ("Chưa có thẻ thì mang hộ chiếu.", "Có thẻ thì chưa mang hộ chiếu."),
    ("Con phải mang giấy, cha mẹ thì không.", "Cha mẹ phải mang giấy, con thì không."),
    ("Mang giấy của cha. Mẹ ký tên.", "Mang giấy của mẹ. Cha ký tên."),
    ("Bác đóng 5.000 đồng, cán bộ trả 2.000 đồng.", "Bác đóng 2.000 đồng, cán bộ trả 5.000 đồng."),
    ("Làm trong 3 ngày, nếu phải hỏi thêm thì 8 ngày.", "Làm trong 8 ngày, nếu phải hỏi thêm thì 3 ngày."),
    ("Người mất thẻ đóng 30.000 đồng, người đổi thẻ đóng 50.000 đồng.", "Người đổi thẻ đóng 30.000 đồng, người mất thẻ đóng 50.000 đồng."),
    ("Vợ hoặc chồng nộp. Con không nộp.", "Con hoặc chồng nộp. Vợ không nộp."),
    ("Đất của nhà thì không cần giấy. Đất thuê thì mang giấy thuê.", "Đất thuê thì không cần giấy. Đất của nhà thì mang giấy thuê."),
    ("Quầy mở từ 7 giờ đến 11 giờ.", "Quầy mở từ 11 giờ đến 7 giờ."),
    ("Người mất thẻ ra xã. Người đổi thẻ ra tỉnh.", "Người đổi thẻ ra xã. Người mất thẻ ra tỉnh."),
    ("Con ruột nộp được.", "Cháu họ nộp được."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "reply"), TRUE)
def test_a_true_rewording_passes(source, reply):
    assert ungrounded(reply, source) == []
    assert unfaithful(reply, source) == []


@pytest.mark.parametrize(("source", "reply", "because"), UNGROUNDED)
def test_what_the_source_does_not_say_is_refused(source, reply, because):
    assert any(because in line for line in ungrounded(reply, source)), ungrounded(reply, source)


@pytest.mark.parametrize(("source", "reply"), UNFAITHFUL)
def test_the_same_claims_in_another_order_or_fewer_of_them_are_no_rewording(source, reply):
    assert unfaithful(reply, source)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "…", "1", "đồng", "-", "0", "\ue000\ue001", "năm", "thứ", "31/2", "99/99/2026"]
)
def test_nothing_much_is_read_without_stumbling(text):
    assert ungrounded(text, text) == []
    assert isinstance(claims(text), frozenset)


@pytest.fixture(scope="module")
def facts():
    """Every sentence of the shipped content, with the address words as they are filled in."""
    shipped = Path(__file__).parents[2] / "knowledge"
    filled = {"goi": "bác", "Goi": "Bác", "xung": "cháu", "Xung": "Cháu"}
    return [fact.text.format_map(filled) for record in load_content(shipped) for fact in record.facts]


def test_a_text_is_a_rewording_of_itself(facts):
    """Warnings of secrets and of programs are the exception: they are never worded anew."""
    wrong = {fact: found for fact in facts if (found := unfaithful(fact, fact))}
    refused = [line for found in wrong.values() for line in found if not line.startswith(("secret", "program"))]
    assert refused == []
    assert len(wrong) < len(facts) / 50


def test_no_figure_of_the_content_can_be_altered(facts):
    altered = [
        (f"{fact[: hit.start()]}{hit[0][:-1]}{(int(hit[0][-1]) + step) % 10}{fact[hit.end() :]}", fact)
        for fact in facts
        for hit in re.finditer(r"\d+", fact)
        for step in (1, 5)
    ]
    assert len(altered) > 1000
    passed = [reply for reply, fact in altered if reply != fact and not unfaithful(reply, fact)]
    assert passed == []


def test_no_sentence_of_another_record_passes(facts):
    pairs = zip(facts, facts[len(facts) // 2 :], strict=False)
    assert [pair for pair in islice(pairs, 500) if pair[0] != pair[1] and not unfaithful(*pair)] == []


@pytest.mark.parametrize("sign", ["*", "{goi}", "{0.__class__}", "<b>", "`", "[", "|"])
def test_signs_of_markup_are_refused(sign):
    assert ungrounded(f"Nộp ở quầy {sign}.", "Nộp ở quầy.")
