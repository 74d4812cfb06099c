"""`motcua draw FLOW`: a flow as a Mermaid diagram."""

from __future__ import annotations

import argparse
import sys

from bot.loading import FLOWS
from flows.drawing import mermaid
from flows.loading import load


def options(parser: argparse.ArgumentParser) -> None:
    """Which flow."""
    parser.add_argument("flow")


def call(arguments: argparse.Namespace) -> int:
    """Print the diagram."""
    flows = {flow.id: flow for flow in load(FLOWS)}
    if arguments.flow not in flows:
        print(f"motcua draw: no flow {arguments.flow!r}; there are: {', '.join(flows)}", file=sys.stderr)
        return 2
    print(mermaid(flows[arguments.flow]))
    return 0
