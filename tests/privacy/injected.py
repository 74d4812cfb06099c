"""`motcua` with errors put in on purpose, whose messages hold whatever the citizen said. Run as a program."""

from __future__ import annotations

import sys
import threading
from typing import Any, NoReturn

from bot import commands
from bot.cli.main import main
from bot.moment import Moment
from bot.store.outbox import Outbox
from connectors.dvcqg import DvcqgPortal

_submit = DvcqgPortal.submit
_failed: set[str] = set()


def in_a_turn(moment: Moment) -> NoReturn:
    raise RuntimeError(f"{moment.message} {moment.session} {moment.session.filing}")


def in_the_portal(self: DvcqgPortal, dossier: Any) -> Any:
    """Once for each dossier; then the real thing."""
    if dossier.reference not in _failed:
        _failed.add(dossier.reference)
        raise RuntimeError(f"{dossier}")
    return _submit(self, dossier)


def in_the_web(self: Outbox, file_id: str) -> NoReturn:
    def in_a_thread() -> NoReturn:
        raise RuntimeError(file_id)

    threading.Thread(target=in_a_thread).start()
    raise RuntimeError(file_id)


commands.COMMANDS["BIGGER"] = in_a_turn
DvcqgPortal.submit = in_the_portal  # type: ignore[method-assign]
Outbox.attachment = in_the_web  # type: ignore[method-assign]
sys.exit(main())
