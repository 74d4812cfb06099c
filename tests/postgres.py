"""A throw-away PostgreSQL server for the tests. It never touches a server that is already running.

The server lives exactly as long as the pipe to its keeper: closed on purpose at the end, or by the kernel when
the tests die, even by SIGKILL. It runs unprivileged also when the tests run as root (PostgreSQL refuses root).
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 60.0
STOP_SECONDS = 30.0
# "postgres" comes with Debian's package; "nobody" is there on every system.
UNPRIVILEGED = ("postgres", "nobody")
# Ends with the server; once its input closes it asks the server for a fast shutdown.
KEEPER = """
exec 3<&0 </dev/null
"$@" 3<&- & server=$!
{ cat >/dev/null; kill -INT "$server"; } <&3 2>/dev/null &
wait "$server"
"""


class PostgresMissing(Exception):
    """PostgreSQL is not on this machine; the message holds the line that installs it."""


class PostgresBroken(Exception):
    """PostgreSQL is here but did not start; the message holds the end of its log."""


@contextmanager
def start_postgres(folder: Path) -> Iterator[str]:
    """Start a server with its data in `folder`; gives the SQLAlchemy address of its empty database.

    As root the data lie in a folder of their own under the system's temporary one: pytest's folders are closed
    to every other user. Raises PostgresMissing or PostgresBroken.
    """
    programs = _find_programs()
    whom = _unprivileged()
    with _data_folder(folder, whom) as data:
        password = _make_cluster(programs, data, whom)
        port = _free_port()
        with _running(programs, data, port, whom) as keeper:
            address = f"postgres:{password}@127.0.0.1:{port}/postgres"
            _wait_until_ready(f"postgresql://{address}", keeper, data / "log")
            yield f"postgresql+psycopg://{address}"


def _find_programs() -> Path:
    """The folder with `initdb` and `postgres`: on PATH, else the newest that Debian keeps."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
            return folder
    sudo = "" if os.geteuid() == 0 else "sudo "
    raise PostgresMissing(
        "PostgreSQL is not on this machine. Install it with:\n"
        f"    {sudo}apt-get update && {sudo}apt-get install -y postgresql"
    )


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.parent.name))


def _unprivileged() -> dict[str, Any]:
    """What makes a child process drop root; nothing where there is none to drop."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def _data_folder(folder: Path, whom: dict[str, Any]) -> Iterator[Path]:
    if not whom:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="motcua-postgres-", ignore_cleanup_errors=True) as own:
        shutil.chown(own, whom["user"])
        yield Path(own)


def _make_cluster(programs: Path, data: Path, whom: dict[str, Any]) -> str:
    password = secrets.token_hex(16)
    password_file = data / "password"
    password_file.write_text(password)
    if whom:
        shutil.chown(password_file, whom["user"])
    command = [f"{programs}/initdb", f"--pgdata={data}/cluster", f"--pwfile={password_file}"]
    # Not syncing the empty cluster saves a second; the server itself syncs every commit.
    command += ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(command, **whom, cwd=data, capture_output=True, text=True, check=False)
    if made.returncode:
        raise PostgresBroken(made.stderr)
    return password


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def _running(programs: Path, data: Path, port: int, whom: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    server = [f"{programs}/postgres", "-D", f"{data}/cluster", "-h", "127.0.0.1", "-p", str(port)]
    settings = ["-c", "unix_socket_directories=", "-c", "fsync=on", "-c", "synchronous_commit=on"]
    with (data / "log").open("wb") as log:
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "sh", *server, *settings],
            **whom,
            cwd=data,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the tests, which then stop the server in order
        )
    try:
        yield keeper
    finally:
        _stop(keeper)


def _stop(keeper: subprocess.Popen[bytes]) -> None:
    assert keeper.stdin is not None
    keeper.stdin.close()
    try:
        keeper.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:  # somebody forked and kept the pipe open
        os.killpg(keeper.pid, 9)
        keeper.wait()


def _wait_until_ready(address: str, keeper: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
        if keeper.poll() is not None:
            break
    raise PostgresBroken(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")
