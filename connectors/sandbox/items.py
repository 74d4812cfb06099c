"""What may arrive in the trial portal: calls and items with their fields and limits.

Field names are the protocol's own. A star of the documentation ("not required") is a default here. Fields
that only the accepting office can know (MaHoSo, NgayTiepNhan, NgayHenTra, MaLinhVuc) are not asked of a
new dossier. Nothing here may store or decide.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from connectors.dvcqg_terms import NEW, PERSON_LIMIT, SUMMARY_LIMIT, from_stamp

BATCH_LIMIT = 100
PROGRESS_LIMIT = 10
"""Lines of progress in one call."""


def _stamp(text: str) -> str:
    from_stamp(text)
    return text


Short = Annotated[str, StringConstraints(max_length=255)]
Long = Annotated[str, StringConstraints(max_length=4000)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
PaperName = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Summary = Annotated[str, StringConstraints(min_length=1, max_length=SUMMARY_LIMIT)]
Person = Annotated[str, StringConstraints(min_length=1, max_length=PERSON_LIMIT)]
Stamp = Annotated[str, AfterValidator(_stamp)]
YesNo = Literal["True", "False"]
Flag = Literal["0", "1"]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,63}$")]
ProcedureCode = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}(\.[\w.]{1,20})?$")]
DossierCode = Annotated[str, StringConstraints(min_length=1, max_length=64)]
State = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w.]{0,127}$")]


class Model(BaseModel):
    """Parsed from a call: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SubmittedFile(Model):
    """TaiLieuNop."""

    TepDinhKemId: Short
    TenTepDinhKem: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    IsDeleted: YesNo = "False"
    MaThanhPhanHoSo: Short = ""
    DuongDanTaiTepTin: Long
    DuocSoHoa: Flag = "0"
    DuocTaiSuDung: Literal["0", "1", "2"] = "0"
    DuocLayTuKhoDMQG: Flag = "0"
    MaKetQuaThayThe: Short = ""


class FeeLine(Model):
    """DanhSachLePhi."""

    TenPhiLePhi: Short
    MaPhiLePhi: Short
    HinhThucThu: Short
    Gia: Annotated[str, StringConstraints(pattern=r"^\d{1,12}$")]
    LoaiPhiLePhi: Short


class OtherPaper(Model):
    """DanhSachTepDinhKemKhac."""

    TenGiayTo: PaperName
    SoLuong: Annotated[int, Field(ge=0, le=1000)]
    LoaiGiayTo: Short


class ResultPaper(Model):
    """DanhSachGiayToKetQua."""

    TenGiayTo: PaperName
    MaThanhPhanHoSo: Short = ""
    GiayToId: Short
    DuongDanTepTinKetQua: Long
    MaGiayToKetQua: Short = ""


class Supplement(Model):
    """DanhSachHoSoBoSung."""

    HoSoBoSungId: Short
    NguoiYeuCauBoSung: Short
    NoiDungBoSung: Long
    NgayBoSung: Stamp
    NguoiTiepNhanBoSung: Short = ""
    ThongTinTiepNhan: Long = ""
    NgayTiepNhanBoSung: Stamp | None = None
    TrangThaiBoSung: Short = ""
    DanhSachGiayToBoSung: tuple[OtherPaper, ...] = ()
    DanhSachLePhiBoSung: tuple[FeeLine, ...] = ()
    NgayHenTraTruoc: Stamp | None = None
    NgayHenTraMoi: Stamp | None = None


class Identity(Model):
    """DinhDanhCHS: "1" the 12-digit number, "2" the old 9-digit one."""

    LoaiDinhDanh: Literal["1", "2"]
    SoDinhDanh: Annotated[str, StringConstraints(pattern=r"^(\d{9}|\d{12})$")]


class DatabaseLink(Model):
    """DSKetNoiCSDL."""

    MaCSDL: Short


class DossierItem(Model):
    """One dossier of DongBoHoSoMC, new or updated."""

    MaHoSo: DossierCode | None = None
    MaThamChieu: Reference | None = None
    MaTTHC: ProcedureCode
    TenTTHC: Needed
    MaLinhVuc: Short = ""
    TenLinhVuc: Short = ""
    SoBienNhan: Short = ""
    ChuHoSo: Needed
    LoaiDoiTuong: Literal["1", "2", "3", "4"]
    MaDoiTuong: Short = ""
    ThongTinKhac: Long = ""
    Email: Short = ""
    Fax: Short = ""
    SoDienThoai: Annotated[str, StringConstraints(pattern=r"^\d{0,15}$")] = ""
    TrichYeuHoSo: Summary
    NgayTiepNhan: Stamp | None = None
    NgayHenTra: Stamp | None = None
    NgayNopHoSo: Stamp | None = None
    NgayTuChoi: Stamp | None = None
    NgayTra: Stamp | None = None
    NgayKetThucXuLy: Stamp | None = None
    TrangThaiHoSo: State
    ThongTinTra: Long = ""
    HinhThuc: Flag
    DonViXuLy: Needed
    GhiChu: Long = ""
    KenhThucHien: Literal["1", "2", "3"]
    SoGiayToChuHoSo: Short = ""
    NoiNopHoSo: Literal["1", "2"]
    HoSoCoThanhPhanSoHoa: Flag
    TaiKhoanDuocXacThucVoiVNeID: Flag
    DuocThanhToanTrucTuyen: Literal["0", "1", "2", "3"]
    DinhDanhCHS: tuple[Identity, ...] = ()
    DSKetNoiCSDL: tuple[DatabaseLink, ...] = ()
    TaiLieuNop: tuple[SubmittedFile, ...] = ()
    DanhSachLePhi: tuple[FeeLine, ...] = ()
    DanhSachTepDinhKemKhac: tuple[OtherPaper, ...] = ()
    DanhSachHoSoBoSung: tuple[Supplement, ...] = ()
    DanhSachGiayToKetQua: tuple[ResultPaper, ...] = ()
    EFormData: Annotated[dict[FieldName, Long | int], Field(max_length=500)] = {}

    @property
    def state(self) -> int:
        """TrangThaiHoSo as a number."""
        return int(self.TrangThaiHoSo)


class NewItem(DossierItem):
    """A dossier that the portal has not seen: the reference is its key, the code is still to come."""

    MaThamChieu: Reference
    MaHoSo: Literal[""] | None = None
    EFormData: Annotated[dict[FieldName, Long | int], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _is_new(self) -> Self:
        if self.state != NEW:
            raise ValueError("a new dossier has TrangThaiHoSo 1")
        return self


class UpdatedItem(DossierItem):
    """A dossier that the portal has: its code is the key."""

    MaHoSo: DossierCode


class ProgressItem(Model):
    """One line of CapNhatTienDoHoSoMC."""

    MaHoSo: DossierCode
    NguoiXuLy: Person
    ChucDanh: Short = ""
    ThoiDiemXuLy: Stamp
    PhongBanXuLy: Short = ""
    NoiDungXuLy: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    TrangThai: State
    NgayBatDau: Stamp | None = None
    NgayKetThucTheoQuyDinh: Stamp | None = None

    @property
    def state(self) -> int:
        """TrangThai as a number."""
        return int(self.TrangThai)


class Login(Model):
    """The body of a login."""

    username: Short
    password: Short


class LookUpCall(Model):
    """TraCuuHoSo, by the portal's code or by our reference."""

    mahoso: DossierCode | None = None
    mathamchieu: Reference | None = None

    @model_validator(mode="after")
    def _by_one_key(self) -> Self:
        if (self.mahoso is None) == (self.mathamchieu is None):
            raise ValueError("either mahoso or mathamchieu")
        return self


class NewCall(Model):
    """DongBoHoSoMC with isUpdating "False"."""

    isUpdating: Literal["False"]  # noqa: N815 - the protocol's spelling
    data: Annotated[tuple[NewItem, ...], Field(min_length=1, max_length=BATCH_LIMIT)]


class UpdateCall(Model):
    """DongBoHoSoMC with isUpdating "True"."""

    isUpdating: Literal["True"]  # noqa: N815 - the protocol's spelling
    data: Annotated[tuple[UpdatedItem, ...], Field(min_length=1, max_length=BATCH_LIMIT)]


class ProgressCall(Model):
    """CapNhatTienDoHoSoMC."""

    data: Annotated[tuple[ProgressItem, ...], Field(min_length=1, max_length=PROGRESS_LIMIT)]
