"""Turns a dossier into the items of the DVCQG protocol. Pure; it must not send anything.

What we do not know (MaLinhVuc, NgayHenTra, the citizen's TechID) is left out, never guessed: the flags say
that nothing was digitised, paid online or confirmed with VNeID through us.
"""

from __future__ import annotations

from typing import Any

from connectors.dvcqg_terms import NEW, PERSON_LIMIT, SUMMARY_LIMIT, to_stamp
from connectors.port import Dossier
from connectors.words import words


def sync_item(dossier: Dossier, *, unit: str) -> dict[str, Any]:
    """The DongBoHoSoMC item of a new dossier; the portal issues MaHoSo and NgayTiepNhan itself."""
    return {
        "MaThamChieu": dossier.reference,
        "MaTTHC": dossier.procedure_code,
        "TenTTHC": dossier.procedure_title,
        "ChuHoSo": dossier.applicant,
        "LoaiDoiTuong": "1",
        "Email": "",
        "SoDienThoai": dossier.phone or "",
        "TrichYeuHoSo": f"{dossier.procedure_title} – {dossier.applicant}"[:SUMMARY_LIMIT],
        "NgayNopHoSo": to_stamp(dossier.filed_at),
        "TrangThaiHoSo": str(NEW),
        "HinhThuc": "0",
        "DonViXuLy": unit,
        "EFormData": dict(dossier.form),
        **_TRUTHFUL_FLAGS,
    }


_TRUTHFUL_FLAGS = {
    "KenhThucHien": "2",
    "NoiNopHoSo": "2",
    "HoSoCoThanhPhanSoHoa": "0",
    "TaiKhoanDuocXacThucVoiVNeID": "0",
    "DuocThanhToanTrucTuyen": "0",
}


def progress_item(dossier: Dossier, *, code: str) -> dict[str, str]:
    """The first line of progress: the same for the same dossier, so that a repeat adds none."""
    said = words().progress
    return {
        "MaHoSo": code,
        "NguoiXuLy": said.person[:PERSON_LIMIT],
        "ThoiDiemXuLy": to_stamp(dossier.filed_at),
        "NoiDungXuLy": said.content,
        "TrangThai": str(NEW),
    }
