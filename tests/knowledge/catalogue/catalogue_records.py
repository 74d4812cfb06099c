"""Small records of our own making, in the shapes in which the national catalogue is about."""

import copy
import datetime as dt
import gzip
import json
from pathlib import Path

from knowledge.catalogue import importing, shelf, snapshot

SHARED = Path(__file__).parents[4] / "shared" / "data" / "catalogue"
JULY = dt.date(2026, 7, 1)
JUNE = dt.date(2026, 6, 1)

ANSWER = {
    "code": "OK",
    "message": "OK",
    "data": {
        "id": "0000-page-1",
        "code": "1.000001",
        "name": "Cấp thẻ mượn sách",
        "decisionNo": "",
        "type": "STANDARD",
        "executionSteps": [{"name": "Bước 1", "description": "Người dân nộp đơn.\nThư viện nhận đơn."}],
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 3,
                "processingTimeUnit": "WORKING_DAY",
                "description": "Nộp tại quầy.",
                "fees": [{"value": 20000, "currencyName": "Việt Nam Đồng", "description": ""}],
            },
            {"submissionMethod": "ONLINE", "processingTime": 1, "processingTimeUnit": "OTHER", "fees": []},
        ],
        "executionCases": [
            {
                "name": "",
                "profileComponents": [
                    {
                        "name": "- Đơn xin thẻ theo mẫu CT01;",
                        "originalQty": 1,
                        "copyQty": 0,
                        "code": "KQ1",
                        "attachments": [{"fileName": "Mẫu CT01.docx"}],
                    }
                ],
            }
        ],
        "categoriesDetails": [{"name": "Thư viện", "code": "X"}],
        "subjectTypesDetails": [{"name": "Công dân Việt Nam"}],
        "departmentsExecuting": [{"name": "Ủy ban nhân dân cấp xã"}],
        "legalBasisesDetails": [{"name": "Luật Thư viện", "code": "46/2019/QH14 "}],
        "resultsDetails": [{"name": "Thẻ mượn sách"}],
        "departmentPromulgateName": "Bộ Văn hóa, Thể thao và Du lịch",
        "procedureProposal": {"proposalNumber": "100/QĐ-BVHTTDL"},
        "isWard": True,
        "isFullProcess": True,
        "updatedAt": 1782666000000,
    },
}

TEXT = """Chi tiết thủ tục hành chính
Mã thủ tục: {code}
Số quyết định: {decision}
Tên thủ tục: {title}
Cấp thực hiện: {level}
Loại thủ tục: OTHER
Lĩnh vực: Thư viện
Trình tự thực hiện:
{steps}

Cách thức thực hiện:
{ways}

Thành phần hồ sơ:
{papers}

Đối tượng thực hiện: {subjects}
Cơ quan thực hiện: {executing}
Cơ quan có thẩm quyền: Không có thông tin
Địa chỉ tiếp nhận HS: {address}
Cơ quan được ủy quyền: Không có thông tin
Cơ quan phối hợp: Không có thông tin
Kết quả thực hiện: {results}
Căn cứ pháp lý:
  * Luật Thư viện (46/2019/QH14)

Yêu cầu, điều kiện thực hiện: Không có thông tin
Từ khóa: Không có thông tin
Mô tả: Không có thông tin"""

WAY = """  * Hình thức nộp: DIRECT
    Thời hạn giải quyết: 3 WORKING_DAY
    Phí, lệ phí: {fee}
    Mô tả: Nộp tại quầy."""

PAPER = """    - Đơn xin thẻ theo mẫu
      Số lượng: Bản chính: 1, Bản sao: 0"""

PAGE = {
    "ma_thu_tuc": "1.000001",
    "detail_url": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/0000-page-1",
    "formality_id": "",
    "ten_thu_tuc": "Cấp thẻ mượn sách",
    "so_quyet_dinh": "100/QĐ-BVHTTDL",
    "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
    "loai_thu_tuc": "Loại khác",
    "linh_vuc": "Thư viện",
    "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
    "co_quan_co_tham_quyen": "",
    "dia_chi_tiep_nhan": "",
    "co_quan_duoc_uy_quyen": "",
    "co_quan_phoi_hop": "",
    "thu_tuc_lien_quan": "#Tên thủ tục1Cấp lại thẻ mượn sách2Trả thẻ mượn sách",
    "trinh_tu_thuc_hien": "Bước 1: Nộp đơn.\nBước 2: Nhận thẻ.",
    "cach_thuc_thuc_hien": (
        "Hình thức nộpThời gianPhí, lệ phíMô tả"
        "Trực tuyến3 Ngày làm việcMiễn phí"
        "Trực tiếp3 Ngày làm việc20,000 Việt Nam Đồng(20.000 đồng/thẻ (áp dụng đến hết năm))Nộp tại quầy."
    ),
    "thanh_phan_ho_so": (
        "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
        "a) Đơn xin thẻ theo mẫu;Mau so 1.docx1 bản chính"
        "b) Ảnh 3x4 chụp trong 6 tháng1 bản chính,1 bản sao"
        "Với người chưa đủ 14 tuổiTên giấy tờMẫu đơn, tờ khaiSố lượngGiấy khai sinh0 bản chính,1 bản sao"
    ),
    "can_cu_phap_ly": (
        "Tên văn bản pháp lýMã văn bảnLuật 46/2019/QH1446/2019/QH14"
        "Thông tư về thẻ năm 202516/2025/TT-BVHTTDLNghị quyết cắt giảm66.7/2025/NQ-CP"
    ),
    "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã, Sở Văn hóa, Thể thao và Du lịch",
    "yeu_cau_dieu_kien": "Không có thông tinTừ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiện",
    "ket_qua_xu_ly": (
        "Thẻ mượn sáchMã: KQ.G16.000001Văn bản từ chốiMã: KQ.G16.000002Từ khóaKhông có thông tin"
        "Mô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phố-- Chọn Bộ ngành --Nộp hồ sơ"
    ),
    "raw_text": "Cấp thẻ mượn sáchMã thủ tục1.000001Số quyết định100/QĐ-BVHTTDL",
}

ROW = {
    "id": "0000-page-1",
    "name": "Cấp thẻ mượn sách",
    "code": "1.000001",
    "categories": ["Thư viện"],
    "departments": [""],
    "departmentPromulgate": "Bộ Văn hóa, Thể thao và Du lịch",
    "formalityTargetType": ["Công dân Việt Nam"],
    "state": "ACTIVE",
    "type": "STANDARD",
}


def answer(**changes):
    """An answer of the portal's procedure API."""
    made = copy.deepcopy(ANSWER)
    made["data"] |= changes
    return made


def text(code="1.000001", *, fee="20000 VNĐ ()", **changes):
    """A labelled text."""
    fields = {
        "decision": "100/QĐ-BVHTTDL",
        "title": "Cấp thẻ mượn sách",
        "level": "Cấp Xã",
        "steps": "    Người dân nộp đơn.",
        "ways": WAY.format(fee=fee),
        "papers": PAPER,
        "subjects": "Công dân Việt Nam, Cán bộ, công chức, viên chức",
        "executing": "Ủy ban nhân dân cấp xã",
        "address": "Không có thông tin",
        "results": "Thẻ mượn sách",
    }
    return {"code": code, "text": TEXT.format(code=code, **(fields | changes))}


def page(**changes):
    """A page as a crawl gives it."""
    return PAGE | changes


def row(**changes):
    """A row of the portal's whole list."""
    return ROW | changes


def write(folder, name, records):
    """A file of JSON lines, packed when its name says so; a record may be a line that is already text."""
    lines = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records)
    content = "".join(f"{line}\n" for line in lines).encode()
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def read(folder, *records, as_of=JULY, name="catalogue.jsonl"):
    """What importing these records gives."""
    return importing.read_files([importing.Given(write(folder, name, records), as_of)])


def one(folder, *records):
    """The only entry of these records, which must have no mistake."""
    imported = read(folder, *records)
    assert imported.problems == ()
    (entry,) = imported.entries
    return entry


def catalogue(folder, *records, as_of=JULY):
    """A catalogue of these records."""
    return shelf.opened(snapshot.packed(read(folder, *records, as_of=as_of).entries, as_of=as_of))
