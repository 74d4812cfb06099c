"""`motcua portal-sandbox`: the trial portal alone."""

from __future__ import annotations

import argparse
import sys
import threading

from bot import logs
from bot.cli.ports import free_port
from bot.home import find_home
from connectors.sandbox.faults import Faults
from connectors.sandbox.server import serve

DEFAULT_PORT = 8090


def options(parser: argparse.ArgumentParser) -> None:
    """Where, and what to do wrong."""
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="the next free one is taken when it is not free"
    )
    parser.add_argument(
        "--faults", type=_faults, default=Faults(), help="down,slow=2,error=0.3,duplicate,lost=0.5"
    )
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def _faults(text: str) -> Faults:
    try:
        return Faults.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def call(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    logs.configure()
    if arguments.with_parent:
        stop_with_parent()
        port = arguments.port
    else:
        port = free_port(arguments.port)
        print(f"Sandbox portal: http://localhost:{port}/", file=sys.stderr)
    serve(port, find_home(arguments.home).sandbox, faults=arguments.faults)
    return 0


def stop_with_parent() -> None:
    """End this process when the parent's end of standard input closes, even if the parent was killed."""
    from os import _exit

    def watch() -> None:
        sys.stdin.buffer.read()
        _exit(0)

    threading.Thread(target=watch, daemon=True).start()
