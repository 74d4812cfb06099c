"""`motcua run`: the assistant with its web chat, the sandbox portal and, with a token, Telegram.

The sandbox and Telegram are processes of their own; they end when this one does, however it ends.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from bot import logs
from bot.app import App, build, routing_of
from bot.cli.children import Child
from bot.cli.ports import free_port
from bot.cli.sandbox import DEFAULT_PORT
from bot.config import Config, load
from bot.home import Home, Secrets, find_config, find_home
from bot.web.officers import first_password


def options(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether a sandbox is running already."""
    parser.add_argument("--port", type=int, help="the next free one is taken when it is not free")
    parser.add_argument("--sandbox-url", help="use this sandbox portal instead of starting one")


def call(arguments: argparse.Namespace) -> int:
    """Start everything, say where it is, serve until interrupted."""
    logs.configure()
    home, config, secrets = (
        find_home(arguments.home),
        load(find_config(arguments.config)),
        Secrets.from_environment(),
    )
    port = free_port(arguments.port or config.web.port, config.web.host)
    with ExitStack() as processes:
        sandbox = _sandbox(config, home, arguments.sandbox_url, processes)
        app = build(config, home, secrets, sandbox_url=sandbox)
        if secrets.telegram_token:
            processes.callback(Child(["telegram", "--with-parent"], home, arguments.config).stop)
        _say_where(home, port, sandbox)
        _serve(config, app, port)
    return 0


def _serve(config: Config, app: App, port: int) -> None:
    import uvicorn

    from bot.web.site import create_site

    uvicorn.run(
        create_site(app), host=config.web.host, port=port, access_log=False, log_level="warning", log_config=None
    )


def _sandbox(config: Config, home: Home, url: str | None, processes: ExitStack) -> str | None:
    if "sandbox" not in routing_of(config).used:
        return None
    if url:
        return url
    port = free_port(DEFAULT_PORT)
    processes.callback(Child(["portal-sandbox", "--with-parent", "--port", str(port)], home).stop)
    return f"http://127.0.0.1:{port}"


def _say_where(home: Home, port: int, sandbox: str | None) -> None:
    password = first_password(home.desk_password)
    lines = [f"Chat:            http://localhost:{port}/", f"Officers' desk:  http://localhost:{port}/desk/"]
    if password:
        lines.append(f"Desk password:   {password}   (shown once; `motcua desk-password` makes a new one)")
    if sandbox:
        lines.append(f"Sandbox portal:  {sandbox.replace('127.0.0.1', 'localhost')}/")
    print("\n".join(lines), file=sys.stderr, flush=True)
