"""Words of the DVCQG adapter protocol shared by our client and the sandbox: codes, services, times.

Field names and codes follow the published integration code of one-stop systems. It must not know a
dossier's content nor speak HTTP.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

LOOK_UP: Final = "TraCuuHoSo"
SYNC: Final = "DongBoHoSoMC"
PROGRESS: Final = "CapNhatTienDoHoSoMC"

OK: Final = "0"
REFUSED: Final = "-1"
EXISTS: Final = frozenset({"3", "-3"})
"""Already there. Seen both with and without the minus sign."""

# No source gives codes for these three; the sandbox and the client agree on the HTTP numbers.
MALFORMED: Final = "400"
NO_SESSION: Final = "401"
UNKNOWN_SERVICE: Final = "404"

NEW: Final = 1
"""TrangThaiHoSo of a dossier that has just been registered."""

SUMMARY_LIMIT: Final = 1000
"""Characters of TrichYeuHoSo."""
PERSON_LIMIT: Final = 50
"""Characters of NguoiXuLy."""

VIETNAM: Final = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh, which has no summer time; no zone database is needed."""

_STAMP: Final = "%Y%m%d%H%M%S"


def to_stamp(moment: datetime) -> str:
    """`yyyyMMddHHmmss` in Vietnamese time; a moment without a zone is taken as Vietnamese."""
    local = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    return local.strftime(_STAMP)


def from_stamp(stamp: str) -> datetime:
    """Read `yyyyMMddHHmmss`; ValueError when it is anything else."""
    if len(stamp) != 14 or not (stamp.isascii() and stamp.isdigit()):
        raise ValueError("not yyyyMMddHHmmss")
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=VIETNAM)
