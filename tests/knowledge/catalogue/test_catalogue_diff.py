"""What changed between two imports, in an editor's terms."""

import pytest
from catalogue_records import JULY, JUNE, PAPER, WAY, answer, catalogue, page, text

from knowledge.catalogue import diff

OWNERS = {"1.000001": ("muon-sach",), "1.000002": ("tra-sach",)}


def compared(folder, before, after, owners=OWNERS):
    old = catalogue(folder, *before, as_of=JUNE)
    return diff.compare(old, catalogue(folder, *after, as_of=JULY), owners)


def found(folder, before, after):
    (change,) = compared(folder, [before], [after]).changes
    return {difference.aspect: (difference.before, difference.after) for difference in change.differences}


@pytest.mark.parametrize(
    ("after", "aspect", "values"),
    [
        (text(fee="30000 VNĐ ()"), "fee", (("20.000 VND",), ("30.000 VND",))),
        (text(fee="0 VNĐ ()"), "fee", (("20.000 VND",), ())),
        (
            text(ways=WAY.format(fee="20000 VNĐ ()").replace("3 ", "5 ")),
            "days",
            (("3 working_day",), ("5 working_day",)),
        ),
        (text(decision="200/QĐ-BVHTTDL"), "decision", (("100/QĐ-BVHTTDL",), ("200/QĐ-BVHTTDL",))),
        (text(title="Cấp thẻ đọc"), "title", (("Cấp thẻ mượn sách",), ("Cấp thẻ đọc",))),
        (text(level="Cấp Tỉnh"), "level", (("commune",), ("province",))),
        (text(executing="Thư viện tỉnh"), "agency", (("Ủy ban nhân dân cấp xã",), ("Thư viện tỉnh",))),
        (
            text(papers=f"{PAPER}\n{PAPER.replace('Đơn xin thẻ theo mẫu', 'Ảnh chân dung')}"),
            "papers",
            ((), ("Ảnh chân dung",)),
        ),
    ],
)
def test_each_aspect_is_told_by_itself(tmp_path, after, aspect, values):
    assert found(tmp_path, text(), after) == {aspect: values}


def test_laws_that_came_and_went(tmp_path):
    new = answer(legalBasisesDetails=[{"name": "Luật mới", "code": "10/2026/QH16"}])
    assert found(tmp_path, answer(), new) == {"legal_basis": (("46/2019/QH14",), ("10/2026/QH16",))}


def test_the_same_thing_in_another_shape_or_wording_is_no_change(tmp_path):
    glued = page(
        thanh_phan_ho_so="--Tên giấy tờMẫu đơn, tờ khaiSố lượng- Đơn xin thẻ, theo mẫu;1 bản chính",
        cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việc20,000 Việt Nam Đồng",
        co_quan_thuc_hien="Ủy ban nhân dân cấp xã",
        can_cu_phap_ly="Tên văn bản pháp lýMã văn bảnLuật Thư viện46/2019/QH14",
    )
    assert compared(tmp_path, [glued], [text()]).changes == ()


def test_a_gone_code_with_the_same_title_under_a_new_code_is_replaced(tmp_path):
    old = [text("1.000001", title="Thủ tục cấp thẻ mượn sách."), text("1.000002", title="Trả sách")]
    changes = compared(tmp_path, old, [text("1.000009", title="Thủ tục cấp thẻ mượn sách"), text("1.000008")])
    told = {change.code: (change.fate, change.now) for change in changes.changes}
    assert told == {
        "1.000001": ("replaced", "1.000009"),
        "1.000002": ("gone", None),
        "1.000008": ("new", None),
    }
    assert changes.touched == {"muon-sach": ("replaced",), "tra-sach": ("gone",)}


def test_copies_of_two_provinces_do_not_replace_each_other(tmp_path):
    own = {"decision": "1/QĐ-UBND", "executing": "Sở Xây dựng tỉnh Gia Lai"}
    other = {"decision": "2/QĐ-UBND", "executing": "Sở Xây dựng tỉnh Lai Châu"}
    changes = compared(tmp_path, [text("1.000001", **own)], [text("1.000009", **other)]).changes
    assert [change.fate for change in changes] == ["gone", "new"]


def test_curated_records_that_a_change_touches_are_named(tmp_path):
    changes = compared(tmp_path, [text()], [text(fee="30000 VNĐ ()", decision="2/QĐ-BVHTTDL")])
    assert changes.touched == {"muon-sach": ("decision", "fee")}


def test_a_part_of_the_catalogue_makes_nothing_gone_or_new(tmp_path, monkeypatch):
    monkeypatch.setattr(diff, "TOO_MANY", 1)
    whole = [text(f"1.00000{number}", title=f"Việc {number}") for number in range(5)]
    fewer = compared(tmp_path, whole, whole[:2])
    more = compared(tmp_path, whole[:2], whole)
    assert (fewer.partial, fewer.changes) == (True, ())
    assert (more.partial, more.changes) == (True, ())


def test_aliases_of_a_curated_record_belong_to_it(library):
    owners = diff.owners_of(library)
    aliased = next(procedure for procedure in library if procedure.aliases)
    assert aliased.slug in owners[aliased.aliases[0].code]
    assert aliased.slug in owners[aliased.code]
