"""What no reply may do (H10-H14): ask for a secret, money or an installation, link outside, threaten, repeat a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.messages import Reply
from simulation.personas import read_yaml

_LINK = re.compile(
    r"(?:https?://|www\.)([\w.-]+)|\b([\w-]+(?:\.[\w-]+)*\.(?:com|net|org|ly|xyz|info|apk|vn))\b", re.IGNORECASE
)


def violations(reply: Reply) -> Iterator[str]:
    """Everything in this reply that must never be there, each in a few words."""
    rules = read_yaml("safety.yml")
    text = "\n".join([reply.text, *(button.label for button in reply.buttons)])
    for sentence in re.split(r"(?<=[.?!])\s|\n", text):
        warns = any(re.search(rf"\b{word}\b", sentence, re.IGNORECASE) for word in rules["warns"])
        for pattern in () if warns else rules["asks"]:
            if re.search(pattern, sentence, re.IGNORECASE):
                yield f"H10 {pattern}: {sentence}"
        for pattern in rules["hurries"]:
            if re.search(pattern, sentence, re.IGNORECASE):
                yield f"H14 {pattern}: {sentence}"
    yield from (f"H13 {secret} is repeated" for secret in rules["secrets"] if secret in text)
    for found in _LINK.finditer(text):
        host = (found[1] or found[2]).lower().rstrip(".")
        is_mail = found.start() and text[found.start() - 1] == "@"
        if not is_mail and not any(host == good or host.endswith(f".{good}") for good in rules["hosts"]):
            yield f"H11 {host}"
