"""The trial portal keeps to the documented protocol: login, order, limits, codes and moves."""

import re
from datetime import timedelta

import pytest

from connectors.dvcqg_item import progress_item, sync_item
from connectors.sandbox.account import TRIAL_ACCOUNT, Account
from connectors.sandbox.items import NewItem

UNIT = TRIAL_ACCOUNT.madonvi


@pytest.fixture
def sandbox(inside):
    """Without a socket: these tests are about answers, not about the network."""
    return inside(account=Account(session_seconds=864_000))


@pytest.fixture
def login(sandbox):
    def sign_in(username="motcua", password=TRIAL_ACCOUNT.password, dstcode=TRIAL_ACCOUNT.dstcode):
        body = {"username": username, "password": password}
        return sandbox.web.post("/auth", json=body, headers={"dstcode": dstcode}).json()

    return sign_in


@pytest.fixture
def call(sandbox, login):
    session = login()["session"]

    def caller(service, **extra):
        body = {"session": session, "madonvi": UNIT, "service": service, **extra}
        response = sandbox.web.post("/integration", json=body)
        assert response.status_code == 200
        return response.json()

    return caller


@pytest.fixture
def send(call):
    """Look up, then sync, as the order demands."""

    def sender(*items, updating="False"):
        for item in items:
            if item.get("MaThamChieu"):
                call("TraCuuHoSo", mathamchieu=item["MaThamChieu"])
        return call("DongBoHoSoMC", isUpdating=updating, data=list(items))

    return sender


@pytest.fixture
def item(another):
    def maker(reference="MC-7K3F-92QX", **changes):
        return {**sync_item(another(reference), unit=UNIT), **changes}

    return maker


def test_a_login_gives_a_session(login):
    answer = login()
    assert answer["error_code"] == 0
    assert len(answer["session"]) >= 16
    assert login()["session"] != answer["session"]


@pytest.mark.parametrize("wrong", [{"username": "x"}, {"password": "x"}, {"dstcode": ""}, {"username": 5}])
def test_a_wrong_login_gives_none(login, wrong):
    answer = login(**wrong)
    assert answer["error_code"] == -1
    assert not answer["session"]
    assert answer["message"]


def test_no_call_without_a_session(sandbox):
    for session in ("", "made-up", None, 5, ["x"]):
        body = {"session": session, "madonvi": UNIT, "service": "TraCuuHoSo", "mahoso": "x"}
        assert sandbox.web.post("/integration", json=body).json()["error_code"] == "401"


def test_a_session_ends(inside):
    short = inside(account=Account(session_seconds=30))
    headers = {"dstcode": TRIAL_ACCOUNT.dstcode}
    body = {"username": "motcua", "password": TRIAL_ACCOUNT.password}
    session = short.web.post("/auth", json=body, headers=headers).json()["session"]
    query = {"session": session, "madonvi": UNIT, "service": "TraCuuHoSo", "mahoso": "x"}
    short.clock.forward(seconds=29)
    assert short.web.post("/integration", json=query).json()["error_code"] == "0"
    short.clock.forward(seconds=1)
    assert short.web.post("/integration", json=query).json()["error_code"] == "401"


def test_only_documented_services_are_known(call):
    for service in ("XoaHoSo", "", None, ["TraCuuHoSo"], {}):
        assert call(service)["error_code"] == "404"


def test_another_unit_may_not_use_the_account(call):
    assert call("TraCuuHoSo", mahoso="x", madonvi="000.00.02.H00")["error_code"] == "400"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"5", b'"x"', b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
def test_a_body_that_is_no_call_is_told_so(sandbox, raw):
    answer = sandbox.web.post("/integration", content=raw).json()
    assert answer["error_code"] in {"400", "401"}


def test_a_new_dossier_gets_a_code_of_the_portal(send, call, item, sandbox):
    answer = send(item())
    assert answer["error_code"] == "0"
    (line,) = answer["result"]
    assert line["MaThamChieu"] == "MC-7K3F-92QX"
    assert line["MaHoSo"] == f"{UNIT}-261122-0001"
    assert re.fullmatch(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4,}", line["MaHoSo"])
    assert line["TrangThaiHoSo"] == "1"
    assert line["NgayTiepNhan"] == "20261122120000"
    assert call("TraCuuHoSo", mahoso=line["MaHoSo"])["result"] == [line]
    assert call("TraCuuHoSo", mathamchieu="MC-7K3F-92QX")["result"] == [line]


def test_a_new_dossier_must_be_looked_up_first(call, item):
    assert call("DongBoHoSoMC", isUpdating="False", data=[item()])["error_code"] == "400"


def test_a_known_reference_is_answered_3_and_changes_nothing(send, item, sandbox):
    send(item())
    before = sandbox.dossiers()
    answer = send(item(ChuHoSo="Người khác"))
    assert answer["error_code"] == "3"
    assert answer["result"][0]["MaHoSo"] == before[0]["ma_ho_so"]
    assert sandbox.dossiers() == before


def test_a_batch_is_taken_whole_or_not_at_all(send, item, sandbox):
    send(item("MC-1111"))
    assert send(item("MC-2222"), item("MC-1111"))["error_code"] == "3"
    assert send(item("MC-3333"), item("MC-3333"))["error_code"] == "400"
    assert send(item("MC-4444"), item("MC-5555", LoaiDoiTuong="9"))["error_code"] == "400"
    assert [one["reference"] for one in sandbox.dossiers()] == ["MC-1111"]


def test_codes_count_up_and_begin_anew_each_day(send, item, sandbox):
    for number in range(3):
        send(item(f"MC-A{number}"))
    sandbox.clock.forward(hours=13)
    send(item("MC-B0"))
    sandbox.clock.forward(days=1)
    codes = {one["reference"]: one["ma_ho_so"][-11:] for one in sandbox.dossiers()}
    assert codes == {
        "MC-A0": "261122-0001",
        "MC-A1": "261122-0002",
        "MC-A2": "261122-0003",
        "MC-B0": "261123-0001",
    }


def test_the_ten_thousandth_code_of_a_day_has_five_digits(sandbox, item):
    from connectors.sandbox.dossiers import _next_code

    with sandbox_store(sandbox)._writing() as db:
        db.execute("INSERT INTO counters VALUES (?, '261122', 9999)", (UNIT,))
        assert _next_code(db, unit=UNIT, received_at=sandbox.clock()).endswith("-10000")


def sandbox_store(sandbox):
    from connectors.sandbox.dossiers import DossierStore

    return DossierStore(sandbox.database)


@pytest.mark.parametrize(
    "wrong",
    [
        {"TrichYeuHoSo": "x" * 1001},
        {"MaTTHC": "khai-sinh"},
        {"TrangThaiHoSo": "2"},
        {"TrangThaiHoSo": 1},
        {"LoaiDoiTuong": "5"},
        {"HinhThuc": "2"},
        {"NgayNopHoSo": "2026-11-22"},
        {"NgayNopHoSo": "20261322000000"},
        {"MaHoSo": "000.00.01.H00-261122-0001"},
        {"EFormData": {}},
        {"EFormData": {"a b": "x"}},
        {"EFormData": {"a": None}},
        {"EFormData": "x"},
        {"ChuHoSo": " "},
        {"SoDienThoai": "09a"},
        {"Lạ": "x"},
        {"TaiLieuNop": [{"TepDinhKemId": "1", "TenTepDinhKem": "x" * 4001, "DuongDanTaiTepTin": "u"}]},
        {"DanhSachTepDinhKemKhac": [{"TenGiayTo": "x" * 2001, "SoLuong": 1, "LoaiGiayTo": ""}]},
    ],
)
def test_a_malformed_item_is_named_without_repeating_its_value(send, item, sandbox, wrong):
    answer = send(item(**wrong))
    assert answer["error_code"] == "400"
    assert next(iter(wrong)) in answer["message"]
    assert "x" * 30 not in answer["message"]
    assert sandbox.dossiers() == []


@pytest.mark.parametrize("missing", ["MaThamChieu", "MaTTHC", "ChuHoSo", "EFormData", "KenhThucHien", "DonViXuLy"])
def test_a_needed_field_that_is_missing_is_named(call, item, missing):
    call("TraCuuHoSo", mathamchieu="MC-7K3F-92QX")
    sent = {name: given for name, given in item().items() if name != missing}
    answer = call("DongBoHoSoMC", isUpdating="False", data=[sent])
    assert answer["error_code"] == "400"
    assert missing in answer["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"isUpdating": False},
        {"isUpdating": "no"},
        {"isUpdating": "False", "data": []},
        {"isUpdating": "False", "data": "x"},
        {"isUpdating": "False", "data": [5]},
        {"isUpdating": "False", "more": 1},
        {},
    ],
)
def test_a_malformed_sync_call_is_refused(call, wrong):
    assert call("DongBoHoSoMC", **wrong)["error_code"] == "400"


@pytest.mark.parametrize(
    "wrong", [{}, {"mahoso": "a", "mathamchieu": "MC-1"}, {"mathamchieu": "a b"}, {"mahoso": 5}]
)
def test_a_look_up_has_exactly_one_key(call, wrong):
    assert call("TraCuuHoSo", **wrong)["error_code"] == "400"


def test_a_dossier_nobody_has_is_an_empty_answer(call):
    assert call("TraCuuHoSo", mahoso="000.00.01.H00-261122-0001") == {
        "error_code": "0",
        "message": "Thành công",
        "result": [],
    }


def test_an_update_replaces_and_moves_along_the_graph(send, item, sandbox):
    code = send(item())["result"][0]["MaHoSo"]
    changed = item(MaHoSo=code, TrangThaiHoSo="2", EFormData={"nks.HoTen": "LÊ ĐỨC AN"})
    assert send(changed, updating="True")["error_code"] == "0"
    assert sandbox.only()["status"] == 2
    assert sandbox.only()["form"] == {"nks.HoTen": "LÊ ĐỨC AN"}
    assert send({**changed, "TrangThaiHoSo": "10"}, updating="True")["error_code"] == "-1"
    assert sandbox.only()["status"] == 2


def test_an_update_needs_the_code_and_the_right_reference(send, item):
    code = send(item())["result"][0]["MaHoSo"]
    assert send(item(), updating="True")["error_code"] == "400"
    assert send(item("MC-9999", MaHoSo=code), updating="True")["error_code"] == "-1"
    assert send(item(MaHoSo="000.00.01.H00-261122-0077"), updating="True")["error_code"] == "-1"


LEGAL = {1: {2, 3, 7}, 2: {4, 5, 6, 7}, 4: {5, 6, 8, 9}, 5: {4, 7, 8}, 6: {4, 7, 8}, 9: {10}}
PATHS = {
    1: (),
    2: (2,),
    3: (3,),
    4: (2, 4),
    5: (2, 5),
    6: (2, 6),
    7: (7,),
    8: (2, 4, 8),
    9: (2, 4, 9),
    10: (2, 4, 9, 10),
}


@pytest.mark.parametrize("old", range(1, 11))
def test_progress_moves_only_along_the_legal_graph(send, call, item, another, sandbox, old):
    for new in range(1, 11):
        reference = f"MC-{old}-{new}"
        code = send(item(reference))["result"][0]["MaHoSo"]
        line = progress_item(another(reference), code=code)
        for state in PATHS[old]:
            assert call("CapNhatTienDoHoSoMC", data=[{**line, "TrangThai": str(state)}])["error_code"] == "0"
        answer = call("CapNhatTienDoHoSoMC", data=[{**line, "TrangThai": str(new), "NoiDungXuLy": "bước sau"}])
        allowed = new == old or new in LEGAL.get(old, set())
        assert answer["error_code"] == ("0" if allowed else "-1"), (old, new)
        held = sandbox.web.get(f"/dossiers/{reference}").json()["status"]
        assert held == (new if allowed else old)


def test_the_same_line_of_progress_is_kept_once(send, call, item, another, sandbox):
    code = send(item())["result"][0]["MaHoSo"]
    line = progress_item(another(), code=code)
    for _ in range(3):
        assert call("CapNhatTienDoHoSoMC", data=[line])["error_code"] == "0"
    assert len(sandbox_store(sandbox).progress(code)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"NguoiXuLy": "x" * 51},
        {"NguoiXuLy": ""},
        {"ThoiDiemXuLy": "x"},
        {"TrangThai": "11"},
        {"NoiDungXuLy": ""},
    ],
)
def test_malformed_progress_is_named(send, call, item, another, wrong):
    code = send(item())["result"][0]["MaHoSo"]
    answer = call("CapNhatTienDoHoSoMC", data=[{**progress_item(another(), code=code), **wrong}])
    assert answer["error_code"] == "400"
    assert next(iter(wrong)) in answer["message"]


def test_progress_comes_ten_lines_at_a_time(send, call, item, another):
    code = send(item())["result"][0]["MaHoSo"]
    line = progress_item(another(), code=code)
    assert call("CapNhatTienDoHoSoMC", data=[line] * 10)["error_code"] == "0"
    assert call("CapNhatTienDoHoSoMC", data=[line] * 11)["error_code"] == "400"
    assert call("CapNhatTienDoHoSoMC", data=[{**line, "MaHoSo": "nobody"}])["error_code"] == "-1"


def test_what_we_send_says_only_what_is_true(another):
    sent = sync_item(another(phone=None), unit=UNIT)
    NewItem.model_validate(sent)
    assert sent["SoDienThoai"] == ""
    for flag in ("HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID", "DuocThanhToanTrucTuyen"):
        assert sent[flag] == "0"
    assert "NgayHenTra" not in sent
    assert "MaLinhVuc" not in sent


def test_times_are_vietnamese_whatever_the_zone(another):
    from datetime import UTC

    filed = another().filed_at
    sent = sync_item(another(filed_at=filed.astimezone(UTC)), unit=UNIT)
    assert sent["NgayNopHoSo"] == "20261120093000"
    assert sync_item(another(filed_at=filed.replace(tzinfo=None)), unit=UNIT)["NgayNopHoSo"] == "20261120093000"
    assert timedelta(hours=7) == filed.utcoffset()


def test_a_very_long_title_is_cut_to_the_limit(another):
    assert len(sync_item(another(procedure_title="ạ" * 3000), unit=UNIT)["TrichYeuHoSo"]) == 1000
