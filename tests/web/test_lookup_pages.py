"""The look-up in a real browser: results while typing, every size, one printed sheet."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

pytest_plugins = ("browsing",)
pytestmark = pytest.mark.browser

SIZES = [(320, 640, "100%"), (320, 640, "200%"), (360, 640, "100%"), (1280, 800, "100%")]
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_results_come_while_typing(open_page, server_url, until):
    page = open_page(width=1280, height=800)
    page.goto(f"{server_url}/tra-cuu")
    page.type("#q", "mất căn cước", delay=30)
    page.wait_for_selector('a[href="/tra-cuu/1.014064"]')
    until(page, "() => location.search.includes('q=')")
    page.keyboard.press("Enter")
    page.click('a[href="/tra-cuu/1.014064"]')
    assert "căn cước" in page.inner_text("h1")


@pytest.mark.parametrize("path", ["/tra-cuu", "/tra-cuu?q=khai+sinh", "/tra-cuu/khai-sinh", "/tra-cuu/thuong-tru"])
@pytest.mark.parametrize(("width", "height", "text_size"), SIZES)
def test_pages_are_readable_at_every_size(open_page, axe, server_url, path, width, height, text_size):
    page = open_page(width=width, height=height)
    page.goto(f"{server_url}{path}")
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    assert page.evaluate(WIDER) <= 0
    assert axe(page) == []


@pytest.mark.parametrize("slug", ["khai-sinh", "thuong-tru", "ket-hon", "huu-tri-xa-hoi", "cap-lai-can-cuoc"])
def test_a_record_prints_on_one_sheet(open_page, server_url, slug):
    page = open_page(width=1280, height=800)
    page.goto(f"{server_url}/tra-cuu/{slug}")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
