"""`python -m bot` is `motcua`."""

from bot.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
