"""The one account of the trial portal. Its password is public on purpose: nothing real lies behind it.

A real portal's password must never be written here; it comes from the environment.
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.dvcqg_wire import DvcqgSettings


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, for which unit, and how many seconds a session lasts."""

    username: str = "motcua"
    password: str = "cong-chay-thu"  # noqa: S105 - public on purpose, see above
    dstcode: str = "VN:GOV:000.00.00.H00:motcua:v1"
    madonvi: str = "000.00.01.H00"
    session_seconds: float = 300.0


TRIAL_ACCOUNT = Account()


def trial_settings(port: int, *, account: Account = TRIAL_ACCOUNT) -> DvcqgSettings:
    """How a client on this computer reaches the trial portal; always marked as a trial."""
    return DvcqgSettings(
        adapter_url=f"http://127.0.0.1:{port}",
        username=account.username,
        dstcode=account.dstcode,
        madonvi=account.madonvi,
        trial=True,
    )
