"""The console channel: a person's and a developer's way to talk to the assistant in a terminal."""

from __future__ import annotations

from bot.messages import Reply


def render(reply: Reply, fixed_row: str) -> str:
    """A reply as lines: the text, the buttons as numbers, and how to reach the fixed row by words."""
    lines = [reply.text]
    lines += [f"  {number}. {button.label}" for number, button in enumerate(reply.buttons, 1)]
    lines += [f"  [{file.name}]" for file in reply.attachments]
    if reply.field:
        lines.append(f"  ({fixed_row})")
    return "\n".join(lines)
