"""Takes the pictures of the README from a running assistant in Debian's chromium, the size of a phone."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from filer import ANSWERS, next_message
from playwright.sync_api import Page, sync_playwright
from smoke import ROOT, Served

FOLDER = ROOT / "docs" / "pictures"
MOST_TURNS = 150


def main() -> int:
    """Ask, answer one question, go to the last card of the review; a picture of each."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Served(Path(home)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 760}, device_scale_factor=1.5)
        page.goto(served.url)
        say(page, ANSWERS["question"])
        page.screenshot(path=FOLDER / "answer.png")
        page.get_by_role("button", name="Làm giấy này").click()
        file_until_sent(page)
        browser.close()
    return 0


def file_until_sent(page: Page) -> None:
    """Answer everything; keep a picture of a question and of the last card."""
    for _ in range(MOST_TURNS):
        page.wait_for_timeout(700)
        reply = newest(page)
        message = next_message(reply)
        if (reply["field"] or {}).get("id") == "nks_ngay_sinh" and not reply["buttons"]:
            page.screenshot(path=FOLDER / "question.png")
        if message.get("choice", "").startswith("send:"):
            page.screenshot(path=FOLDER / "review.png")
            return
        if "choice" in message:
            page.locator(f'button[data-choice="{message["choice"]}"]').last.click()
        else:
            say(page, message["text"])


def newest(page: Page) -> dict[str, Any]:
    """The last reply as the API tells it."""
    found: dict[str, Any] = page.evaluate(
        """async () => {
            const token = JSON.parse(localStorage.getItem("motcua.token"));
            const headers = { Authorization: `Bearer ${token}` };
            let after = 0, last = null;
            for (;;) {
                const page = await (await fetch(`/api/chat/replies?after=${after}`, { headers })).json();
                if (!page.replies.length) return last;
                last = page.replies.at(-1);
                after = page.next;
            }
        }"""
    )
    return found


def say(page: Page, text: str) -> None:
    """Write and send."""
    page.fill("#words", text)
    page.press("#words", "Enter")
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    sys.exit(main())
