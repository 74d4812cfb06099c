"""`motcua`: the command line. Stable: results are JSON on stdout in UTF-8, everything else goes to stderr.

Exit codes: 0 done, 1 something is wrong with what was looked at, 2 called wrongly or not to be had.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

COMMANDS = {
    "ask": ("bot.cli.ask", "answer a question from the procedures"),
    "read": ("bot.cli.read", "read one value the way the assistant does"),
    "chat": ("bot.cli.chat", "talk to the assistant in this terminal"),
    "check": ("bot.cli.check", "list everything wrong with content, flows, phrases and configuration"),
    "edit": ("bot.cli.edit", "take a draft of a record"),
    "draft": ("bot.cli.draft", "let a chat model draft records of imported or changed procedures"),
    "publish": ("bot.cli.publish", "put the drafts in force"),
    "rollback": ("bot.cli.rollback", "take a publication back, or list them"),
    "misses": ("bot.cli.misses", "what was not understood, alike together"),
    "draw": ("bot.cli.draw", "a flow as a Mermaid diagram"),
    "list": ("bot.cli.listing", "procedures or flows, one JSON object a line"),
    "units": ("bot.cli.units", "show or replace the lists of provinces, communes and old wards"),
    "import": ("bot.cli.catalogue_import", "read the national catalogue from files, or show what changed"),
    "sync": ("bot.cli.catalogue_sync", "fetch the national catalogue from the portal and import it"),
    "index": ("bot.cli.index", "build the search index"),
    "run": ("bot.cli.run", "start the assistant, its web chat and the sandbox portal"),
    "telegram": ("bot.cli.telegram", "speak Telegram (started by run when there is a token)"),
    "portal-sandbox": ("bot.cli.sandbox", "start the sandbox portal alone"),
    "desk-password": ("bot.cli.password", "make a new password for the officers' desk"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    # Bytes that are no text must not stop a file of questions half-way; half a pair is written as JSON writes it.
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for the whole run
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    # The words of the command line are UTF-8 whatever the locale says, as standard input is.
    words = [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]
    given = words if arguments is None else arguments
    parser = _parser(only=_command(given))
    os.umask(0o077)  # whatever is written at run time is its owner's alone
    parsed, rest = parser.parse_known_args(given)
    if rest:
        _take_the_rest(parser, parsed, rest)
    try:
        code: int = parsed.call(parsed)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:  # a folder or file that cannot be had, named by the caller
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if (problems := getattr(error, "problems", None)) is None:
            raise
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1
    return code


def _command(given: list[str]) -> str | None:
    """The command called; a folder may have the same name as one."""
    before = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    before.add_argument("--home")
    before.add_argument("--config")
    try:
        _, words = before.parse_known_args(given)
    except argparse.ArgumentError:  # reported by the whole parser
        words = given
    return next((word for word in words if word in COMMANDS), None)


def _take_the_rest(parser: argparse.ArgumentParser, parsed: argparse.Namespace, rest: list[str]) -> None:
    """Words that follow an option belong to the text before it; argparse would leave them over."""
    name = next((each for each in ("text", "question") if hasattr(parsed, each)), None)
    if name is None or any(word.startswith("--") for word in rest):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    setattr(parsed, name, [*getattr(parsed, name), *rest])


def _parser(only: str | None) -> argparse.ArgumentParser:
    """The parser; a command's module is loaded only when that command is called."""
    parser = argparse.ArgumentParser(prog="motcua", description="Một Cửa: giúp người dân làm giấy tờ")
    parser.add_argument("--home", help="folder for everything written at run time (else MOTCUA_HOME, else var/)")
    parser.add_argument("--config", help="configuration file (else MOTCUA_CONFIG, else config.yml)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        # After the command these two mean the same; SUPPRESS keeps one given before it.
        command.add_argument("--home", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        command.add_argument("--config", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if name == only:
            loaded = import_module(module)
            loaded.options(command)
            command.set_defaults(call=loaded.call)
    return parser
