"""Puts the trial portal together and serves it, on this computer alone unless an operator names another host.

It must not log requests: their bodies hold people's answers.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import SystemRandom

from fastapi import FastAPI

from connectors.dvcqg_terms import VIETNAM
from connectors.sandbox.account import TRIAL_ACCOUNT, Account
from connectors.sandbox.desk import page_routes
from connectors.sandbox.dossiers import DossierStore
from connectors.sandbox.faults import Faults, FaultSwitch
from connectors.sandbox.machine import fault_routes, protocol_routes, reading_routes
from connectors.sandbox.protocol import Clock, TrialPortal
from connectors.sandbox.sessions import Sessions


def vietnam_now() -> datetime:
    """The clock on the wall in Vietnam."""
    return datetime.now(VIETNAM)


def create_app(
    database: Path,
    *,
    faults: Faults | FaultSwitch | None = None,
    clock: Clock = vietnam_now,
    account: Account = TRIAL_ACCOUNT,
) -> FastAPI:
    """The trial portal over this database file. A FaultSwitch instead of Faults brings its own dice."""
    switch = faults if isinstance(faults, FaultSwitch) else FaultSwitch(faults or Faults(), SystemRandom())
    store = DossierStore(database)
    portal = TrialPortal(store, Sessions(account), clock)
    app = FastAPI(title="Một Cửa sandbox portal", docs_url=None, redoc_url=None)
    app.include_router(protocol_routes(portal, switch))
    app.include_router(reading_routes(store))
    app.include_router(fault_routes(switch))
    app.include_router(page_routes(store, switch, clock=clock))
    return app


def serve(port: int, database: Path, *, faults: Faults | None = None, host: str = "127.0.0.1") -> None:
    """Run until interrupted. Logging is the caller's: uvicorn's own would print what an error says."""
    import uvicorn

    app = create_app(database, faults=faults)
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", log_config=None, ws="none")
