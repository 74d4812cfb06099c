"""What reaches the portal: every statutory field, nothing twice, nothing of a branch not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walking import walk, walks

from flows.answers import UNKNOWN, Address
from flows.form import portal_form
from flows.journey import on_path
from flows.loading import FOLDER, load, load_lists, load_wording

FLOWS = load(FOLDER)
LISTS, WORDS = load_lists(FOLDER), load_wording(FOLDER)

PERSON = {"HoTen", "NgaySinh", "SoGiayToTuyThan", "LoaiGiayToTuyThan", "NoiCuTru"}
CT01 = {
    *(f"nyc.{name}" for name in ("HoTen", "NgaySinh", "GioiTinh", "SoDDCN", "SoDienThoai", "Email")),
    *(f"chuHo.{name}" for name in ("HoTen", "QuanHe", "SoDDCN")),
    *("kinhGui", "noiDungDeNghi", "noiDeNghi.DiaChi", "noiDeNghi.MaTinh", "noiDeNghi.MaXa", "noiNop"),
}
CONSENTS = {
    *(f"yKien.{who}" for who in ("ChuHo", "ChuSoHuu", "ChaMe")),
    *(f"yKien.{who}.{name}" for who in ("ChuHo", "ChuSoHuu", "ChaMe") for name in ("HoTen", "SoDDCN")),
}
MEMBERS = {
    f"tv.{n}.{name}" for n in range(1, 10) for name in ("HoTen", "NgaySinh", "GioiTinh", "SoDDCN", "QuanHe")
}
DISABILITY_LINES = {1: 6, 2: 6, 3: 7, 4: 5, 5: 4, 6: 3}
"""How many signs the form lists for each kind of disability."""
STATUTORY = {
    "thuong-tru": CT01 | CONSENTS | MEMBERS,
    "tam-tru": CT01 | CONSENTS | MEMBERS | {"thoiHan.SoThang"},
    "xac-nhan-cu-tru": CT01 | {"mucDich"},
    "luu-tru": {
        *("nyc.HoTen", "nyc.SoDienThoai", "kinhGui", "noiNop", "lyDo", "thoiGian.TuNgay", "thoiGian.SoDem"),
        *(f"noiLuuTru.{name}" for name in ("DiaChi", "MaTinh", "MaXa")),
        *(
            f"tv.{n}.{name}"
            for n in range(1, 10)
            for name in ("HoTen", "NgaySinh", "SoGiayToTuyThan", "SoDDCN", "LoaiGiayToTuyThan")
        ),
    },
    "huu-tri-xa-hoi": {
        *(
            f"nh.{name}"
            for name in (*PERSON, "GioiTinh", "DiaChiLienLac", "SoDienThoai", "CheDoDangHuong", "HoNgheo")
        ),
        *(f"nyc.{name}" for name in (*PERSON, "QuanHe", "SoDienThoai")),
        *("NoiDungDeNghi", "HinhThucNhanTien", "nh.LuongHuu", "nh.NoiHuongCu", "nh.NoiDungThayDoi", "noiDangKy"),
    },
    "tro-cap-xa-hoi": {
        *("HoVaTen", "NgaySinh", "GioiTinh", "DanToc", "SoGiayTo", "LoaiGiayToTuyThan", "SoDienThoai"),
        *(
            "DiaChiThuongTru",
            "NoiOHienTai",
            "noc.HoVaTen",
            "BHYT",
            "HoNgheo",
            "HinhThucNhanTien",
            "TinhTrangDiHoc",
        ),
        *("LuongHuu", "NgayHuongbhxh", "BTXH", "NgayHuongbtxh", "NCC", "NgayHuongncc", "Khac", "NgayHuongkhac"),
        *("SoGxnKT", "NgayCapGxnKT", "NoiCapGxnKT", "MucDoKhuyetTat", "VanDong", "ThanKinh", "Nhin", "TriTue"),
        *("Nghe", "DtKhac", "ThamGiaLamViec", "LyDoKhongLamViec", "TinhTrangHonNhan", "SoCon", "SoConDuoiBaTuoi"),
        *("KNTuPhucVu", "TenNganHang", "SoTaiKhoan", "ChuTaiKhoan", "LyDo", "MauToKhai", "noiDangKy"),
        *(f"ncs.{name}" for name in ("HoVaTen", "NgaySinh", "GioiTinh", "SoGiayTo", "NoiOHienTai", "QuanHe")),
        *(f"con.{n}.{name}" for n in range(1, 6) for name in ("HoVaTen", "NgaySinh")),
        *(f"nyc.{name}" for name in ("HoVaTen", "NgaySinh", "GioiTinh", "SoGiayTo", "LoaiGiayToTuyThan")),
        *("nyc.SoDienThoai", "nyc.NoiOHienTai", "nyc.QuanHe"),
    },
    "xac-dinh-khuyet-tat": {
        *(f"nguoiKhuyetTat.{name}" for name in ("HoTen", "NgaySinh", "GioiTinh", "SoGiayToTuyThan")),
        *("nguoiKhuyetTat.NoiThuongTru", "nguoiKhuyetTat.NoiOHienTai", "NoiDungDeNghi", "noiDangKy"),
        *(f"nyc.{name}" for name in ("HoTen", "QuanHe", "SoGiayToTuyThan", "NoiThuongTru", "NoiOHienTai")),
        "nyc.SoDienThoai",
        *(f"dang.{kind}.{line}" for kind, lines in DISABILITY_LINES.items() for line in range(1, lines + 1)),
        *(f"hoatDong.{activity}" for activity in range(1, 11)),
        *("giayTo.BenhAn", "giayTo.GiayKhuyetTatCu", "giayTo.KetLuanGiamDinh"),
    },
    "ho-ngheo-thuong-xuyen": {
        *(f"nyc.{name}" for name in ("HoTen", "GioiTinh", "NgaySinh", "DanToc", "SoGiayToTuyThan")),
        *(f"nyc.{name}" for name in ("NoiThuongTru", "NoiOHienTai", "QuanHeChuHo", "TinhTrang")),
        *(
            f"tv.{n}.{name}"
            for n in range(1, 10)
            for name in ("HoTen", "GioiTinh", "NgaySinh", "QuanHeChuHo", "TinhTrang")
        ),
        *("LyDo", "LyDoChiTiet", "noiDangKy"),
    },
    "khai-sinh": {
        *("loaiDangKy", "noiDangKy", "soLuongBanSao", "gcnkh.So"),
        *(f"nks.{name}" for name in ("HoTen", "GioiTinh", "NgaySinh", "NgaySinhBangChu", "NoiSinh", "QueQuan")),
        *("nks.DanToc", "nks.QuocTich"),
        *(
            f"{who}.{name}"
            for who in ("me", "cha")
            for name in (*PERSON, "DanToc", "QuocTich", "LoaiCuTru", "SoDDCN")
        ),
        *(
            f"nyc.{name}"
            for name in (*PERSON, "QuanHe", "GiayToKhac", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
    },
    "khai-sinh-lien-thong": {
        *("loaiDangKy", "noiDangKy", "soLuongBanSao", "gcnkh.So", "gcs.Loai", "gcs.So", "DkttTruongHop"),
        *(f"nks.{name}" for name in ("HoTen", "GioiTinh", "NgaySinh", "NgaySinhBangChu", "NoiSinh", "QueQuan")),
        *("nks.DanToc", "nks.QuocTich", "CqdkksDiaChi.tinh", "CqdkksDiaChi.xa", "CqdkttDiaChi.tinh"),
        *("CqdkttDiaChi.xa", "noiDkThuongTru.DiaChi", "yKien.ChaMe", "yKien.ChuHo"),
        *(f"DkttChuHo.{name}" for name in ("HoTen", "SoDDCN", "QuanHe")),
        *("bhyt.NoiKCBBanDau", "capCanCuoc"),
        *(
            f"{who}.{name}"
            for who in ("me", "cha")
            for name in (*PERSON, "DanToc", "QuocTich", "LoaiCuTru", "SoDDCN")
        ),
        *(
            f"nyc.{name}"
            for name in (*PERSON, "QuanHe", "GiayToKhac", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
    },
    "khai-tu": {
        *(f"nkt.{name}" for name in (*PERSON, "GioiTinh", "DanToc", "QuocTich", "LoaiCuTru")),
        *(f"nkt.{name}" for name in ("NgayChet", "GioPhutChet", "NoiChet", "NguyenNhanChet")),
        *(f"gbt.{name}" for name in ("Loai", "So", "Ngay", "CoQuanCap")),
        *(
            f"nyc.{name}"
            for name in (*PERSON, "QuanHe", "GiayToKhac", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
        "soLuongBanSao",
    },
    "xac-nhan-tinh-trang-hon-nhan": {
        *(f"nxn.{name}" for name in (*PERSON, "GioiTinh", "DanToc", "QuocTich", "MucDich", "TinhTrangHonNhan")),
        *(f"nxn.{name}" for name in ("CuTruTai", "CuTruTuNgay", "CuTruDenNgay", "SoLuong")),
        *(f"nyc.{name}" for name in (*PERSON, "QuanHe", "SoDienThoai", "Email")),
        *("banAn.So", "banAn.Ngay", "banAn.ToaAn", "chungTu.So", "chungTu.Ngay", "chungTu.CoQuanCap"),
    },
    "doi-noi-nhan-luong-huu": {
        *(
            f"nyc.{name}"
            for name in ("HoTen", "NgaySinh", "SoGiayToTuyThan", "NoiCuTru", "SoDienThoai", "MaSoBHXH")
        ),
        *("loaiCheDo", "noiDungThayDoi", "hinhThucNhanCu", "hinhThucNhanMoi", "noiDangNhan", "noiNhanMoi"),
        "noiMoTaiKhoan",
    },
    "doi-gplx": {
        *(
            f"nyc.{name}"
            for name in (*PERSON, "GioiTinh", "QuocTich", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
        *(f"gplxDaCap.{name}" for name in ("HangOTo", "HangXeMay", "sogplx", "noicapgplx", "ngaycapgplx")),
        *("loaiHoSo", "lyDoDoiGplx", "noiDungSua", "tichHopGplx", "viPhamHanhChinh", "noiHocLaiXe", "namHocLaiXe"),
        *("hoSoDinhKem.GiayKhamSucKhoe", "hoSoDinhKem.GiayVeTuocBang", "noiDangKy", "hinhThucTra", "diaChiNhan"),
    },
    "dang-ky-ho-kinh-doanh": {
        *(f"chuHo.{name}" for name in ("HoTen", "NgaySinh", "GioiTinh", "SoGiayToTuyThan", "DanToc", "QuocTich")),
        *("chuHo.ThuongTru", "chuHo.NoiOHienTai", "nyc.HoTen", "nyc.SoDienThoai", "nyc.Email", "noiDangKy"),
        *(f"hkd.{name}" for name in ("Ten", "TruSo", "NganhNghe", "VonKinhDoanh", "NgayBatDau", "SoLaoDong")),
        *(f"hkd.{name}" for name in ("ChuTheThanhLap", "DiaChiThongBaoThue", "PhuongPhapTinhThue", "SoDienThoai")),
        *(
            f"hkd.ThanhVien.{n}.{name}"
            for n in range(1, 7)
            for name in ("HoTen", "NgaySinh", "SoGiayToTuyThan", "QuanHe", "VonGop")
        ),
        *("giayToDinhKem.GiayCuNguoiDungTen", "giayToDinhKem.GiayNhoLamThay", "giayToDinhKem.BanSaoCanCuoc"),
        *("uyQuyen", "nuq.HoTen", "nuq.SoGiayToTuyThan", "nuq.SoDienThoai"),
    },
    "ly-lich-tu-phap": {
        *("loaiPhieu", "yeuCauCDNCV", "maMucDich", "mucDich", "soLuongCap", "uyQuyen", "noiDangKy", "diaChiNhan"),
        *(
            f"nyc.{name}"
            for name in ("HoTen", "TenGoiKhac", "GioiTinh", "NgaySinh", "NoiSinh", "ThuongTru", "TamTru")
        ),
        *(f"nyc.{name}" for name in ("DienThoai", "Email", "LoaiGiayTo", "SoGiayTo", "NgayCap", "NoiCap")),
        *("nyc.QuocTich", "nyc.DanToc"),
        *(f"{who}.{name}" for who in ("cha", "me", "voChong") for name in ("HoTen", "NgaySinh")),
        *(f"nuq.{name}" for name in ("HoTen", "NgaySinh", "SoGiayTo", "QuanHe", "DienThoai")),
        *(
            f"nycCuTru.{n}.{name}"
            for n in range(1, 7)
            for name in ("tuNgay", "denNgay", "noiCuTru", "ngheNghiep", "noiLamViec")
        ),
        *("thongTinThanhToan.nhomDoiTuong", "thongTinThanhToan.hinhThucNhanBanGiay"),
        *("giayToDinhKem.GiayTuyThan", "giayToDinhKem.GiayNhoLamThay"),
    },
    "ket-hon": {
        *("loaiDangKy", "noiDangKy", "soBanSao", "nyc.SoDienThoai", "nyc.Email"),
        *(f"{who}.{name}" for who in ("chong", "vo") for name in (*PERSON, "DanToc", "QuocTich", "SoDDCN")),
        *(f"{who}.{name}" for who in ("chong", "vo") for name in ("SoLanKH", "LoaiTinhTrangHonNhan", "LoaiCuTru")),
        *(f"{who}.NoiCuTru.{part}" for who in ("chong", "vo") for part in ("maTinh", "maXa", "dcChiTiet")),
        *(f"{who}.{name}" for who in ("chong", "vo") for name in ("YeuCauXNTTHN", "NoiXNTTHN")),
        *(f"{who}.BanAn.{name}" for who in ("chong", "vo") for name in ("So", "Ngay", "ToaAn")),
    },
    "dang-ky-lai-khai-sinh": {
        *("noiDangKy", "soLuongBanSao", "lyDoDangKyLai", "camDoan", "giayToKemTheo", "vanBanXacNhanCoQuan"),
        *(f"nks.{name}" for name in ("HoTen", "GioiTinh", "NgaySinh", "NgaySinhBangChu", "NoiSinh", "QueQuan")),
        *("nks.DanToc", "nks.QuocTich", "nks.SoDDCN"),
        *(f"{who}.{name}" for who in ("me", "cha") for name in (*PERSON, "DanToc", "QuocTich", "SoDDCN")),
        *(f"dkTruoc.{name}" for name in ("Noi", "Ngay", "So", "Quyen")),
        *(f"nyc.{name}" for name in (*PERSON, "QuanHe", "VanBanUyQuyen", "SoDienThoai", "Email")),
    },
    "trich-luc-ho-tich": {
        *("loaiTrichLuc", "noiDangKy", "soLuong", "ndk.HoTen", "ndk.NgaySinh", "ndk.GioiTinh"),
        *(f"dk.{name}" for name in ("Noi", "Ngay", "So", "Quyen")),
        *(f"nyc.{name}" for name in (*PERSON, "QuanHe", "VanBanUyQuyen", "SoDienThoai", "Email")),
    },
}


def form_of(flow, chosen=None):
    return portal_form(flow, walk(flow, chosen), lists=LISTS, words=WORDS)


def names(flow):
    return {name for f in flow.fields for name in (f.portal, *(also.portal for also in f.also)) if name}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_statutory_field_has_a_question(flow):
    assert STATUTORY[flow.id] <= names(flow)


@given(st.data(), st.sampled_from(FLOWS))
def test_each_portal_field_is_filled_by_one_answer_at_most(data, flow):
    answers = on_path(flow, data.draw(walks(flow))[-1])
    writers = [
        name
        for field in flow.fields
        if field.id in answers
        for name, whens in [(field.portal, ()), *((also.portal, also.when) for also in field.also)]
        if name and all(str(answers.get(when.field)) in when.one_of for when in whens)
    ]
    assert len(writers) == len(set(writers))
    assert set(portal_form(flow, answers, lists=LISTS, words=WORDS)) <= set(writers)


@pytest.mark.parametrize("parent", ["me", "cha"])
def test_a_parent_who_files_is_not_asked_twice(birth, parent):
    answers = walk(birth, {"quan_he": parent})
    assert not [field for field in answers if field.startswith("nyc_") and field != "nyc_dien_thoai"]
    form = portal_form(birth, answers, lists=LISTS, words=WORDS)
    for name in ("HoTen", "NgaySinh", "SoGiayToTuyThan", "LoaiGiayToTuyThan"):
        assert form[f"nyc.{name}"] == form[f"{parent}.{name}"]


def test_the_birth_date_is_written_out_and_papers_are_told_apart(birth):
    form = form_of(birth, {"me_so_giay_to": "001198012345", "cha_so_giay_to": "123456789"})
    assert form["nks.NgaySinh"] == "2026-09-27"
    assert form["nks.NgaySinhBangChu"] == "Ngày hai mươi bảy, tháng chín, năm hai nghìn không trăm hai mươi sáu"
    assert (form["me.LoaiGiayToTuyThan"], form["me.SoDDCN"]) == ("Thẻ căn cước", "001198012345")
    assert form["cha.LoaiGiayToTuyThan"] == "Chứng minh nhân dân"
    assert "cha.SoDDCN" not in form


def test_codes_go_out_and_what_is_on_no_list_stays_as_it_was_said(birth):
    form = form_of(birth, {"nks_dan_toc": "Tày", "me_dan_toc": "kinh", "cha_dan_toc": "Nguồn"})
    assert (form["nks.DanToc"], form["me.DanToc"], form["cha.DanToc"]) == ("2", "1", "Nguồn")
    assert form["nks.QuocTich"] == form["me.QuocTich"] == form["cha.QuocTich"] == "Việt Nam"
    assert form["soLuongBanSao"] == 2


def test_an_unknown_answer_leaves_the_field_out_and_asks_the_home_instead(birth):
    form = form_of(birth, {"me_so_giay_to": UNKNOWN})
    assert "me.SoGiayToTuyThan" not in form
    assert form["me.NoiCuTru"]
    assert "cha.NoiCuTru" not in form


def test_who_died_at_home_died_where_they_lived(death):
    at_home = form_of(death)
    assert at_home["nkt.NoiChet"] == at_home["nkt.NoiCuTru"]
    elsewhere = walk(death, {"mat_o_dau": "benh_vien", "nkt_noi_chet": "Bệnh viện tỉnh"})
    assert portal_form(death, elsewhere, lists=LISTS, words=WORDS)["nkt.NoiChet"] == "Bệnh viện tỉnh"


@pytest.mark.parametrize(
    ("chosen", "name", "relation"),
    [
        ({"lam_cho": "minh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "chinh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "thay", "nyc_ho_ten": "Võ Tám", "quan_he": "con"}, "Võ Tám", "Con"),
    ],
)
def test_the_two_people_of_a_filing_are_kept_apart(single, chosen, name, relation):
    form = form_of(single, chosen)
    assert (form["nxn.HoTen"], form["nyc.HoTen"], form["nyc.QuanHe"]) == ("Trần Thị Lan", name, relation)


def test_there_are_54_ethnic_groups_each_with_its_own_code_and_names(lists):
    groups = lists["ethnicities"]
    assert [group.portal for group in groups] == [str(number) for number in range(1, 55)]
    assert len({group.name for group in groups}) == 54


def test_a_head_of_household_is_the_person_or_somebody_else(flows):
    alone = form_of(flows["thuong-tru"], {"nyc_so_giay_to": "001150012345"})
    assert (alone["chuHo.HoTen"], alone["chuHo.SoDDCN"], alone["chuHo.QuanHe"]) == (
        alone["nyc.HoTen"],
        "001150012345",
        "Chủ hộ",
    )
    chosen = {"chu_ho": "khac", "ch_ho_ten": "Lê Văn Nam", "ch_quan_he": "cha_me"}
    guest = form_of(flows["thuong-tru"], chosen)
    assert (guest["chuHo.HoTen"], guest["chuHo.QuanHe"]) == ("Lê Văn Nam", "Cha, mẹ")


def test_only_those_who_agree_by_vneid_are_named_with_their_number(flows):
    signed = {"loai_cho": "nguoi_than", "chu_ho": "khac", "chu_nha": "nguoi_khac", "tre_em": "rieng"}
    form = form_of(flows["thuong-tru"], signed)
    assert form["yKien.ChuHo"] == form["yKien.ChuSoHuu"] == form["yKien.ChaMe"] == "Ký trên tờ khai"
    assert not [name for name in form if name.startswith("yKien.") and name.count(".") == 2]
    by_phone = form_of(
        flows["thuong-tru"], signed | dict.fromkeys(("cs_dong_y", "ch_dong_y", "cm_dong_y"), "vneid")
    )
    named = {name for name in by_phone if name.startswith("yKien.") and name.count(".") == 2}
    assert named == {name for name in CONSENTS if name.count(".") == 2}


def test_an_owner_who_is_the_head_agrees_once(flows):
    form = form_of(
        flows["tam-tru"],
        {"cho_tam": "nguoi_than", "chu_ho": "khac", "chu_nha": "chu_ho", "ch_dong_y": "viet_rieng"},
    )
    assert form["yKien.ChuSoHuu"] == form["yKien.ChuHo"] == "Văn bản đồng ý riêng"


def test_an_address_goes_out_as_it_was_said_with_the_codes_of_its_place(flows):
    old = Address("ấp 3, xã An Hiệp, Châu Thành, Bến Tre", "86", "28810", "ấp 3", "xã Phú Túc, tỉnh Vĩnh Long")
    form = form_of(flows["thuong-tru"], {"dia_chi_moi": old})
    assert form["noiDeNghi.DiaChi"] == form["noiNop"] == old.text
    assert (form["noiDeNghi.MaTinh"], form["noiDeNghi.MaXa"], form["noiDeNghi.ChiTiet"]) == ("86", "28810", "ấp 3")
    assert form["kinhGui"] == "xã Phú Túc, tỉnh Vĩnh Long"
    said = form_of(flows["thuong-tru"], {"dia_chi_moi": "ấp 3, xã An Hiệp"})
    assert said["noiDeNghi.DiaChi"] == "ấp 3, xã An Hiệp"
    assert not {"noiDeNghi.MaTinh", "noiDeNghi.MaXa", "noiDeNghi.ChiTiet", "kinhGui"} & set(said)
