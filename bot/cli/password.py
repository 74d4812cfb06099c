"""`motcua desk-password`: a new password for the officers' desk; the old one stops working at the next start."""

from __future__ import annotations

import argparse
import sys

from bot.home import find_home
from bot.web.officers import first_password


def options(_parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def call(arguments: argparse.Namespace) -> int:
    """Forget the old password and print a new one."""
    file = find_home(arguments.home).desk_password
    file.unlink(missing_ok=True)
    print(first_password(file))
    print("Restart the assistant to use it.", file=sys.stderr)
    return 0
