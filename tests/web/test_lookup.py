"""The look-up: API and page, by everyday words, code, law and form; readable without signing in."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from serving import Site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url, timeout=30) as opened:
        yield opened


def results(client: httpx2.Client, **query: str) -> list[dict[str, object]]:
    answer = client.get("/api/procedures", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["results"]
    return found


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("cháu nội tôi mới sinh làm giấy gì", "khai-sinh"),
        ("1.001193", "khai-sinh"),
        ("mat can cuoc", "cap-lai-can-cuoc"),
        ("2.000986", "khai-sinh-lien-thong"),
        ("3.000722", "khai-sinh-lien-thong"),
    ],
)
def test_words_codes_and_former_codes_find_it(client: httpx2.Client, asked: str, slug: str) -> None:
    assert results(client, q=asked)[0]["slug"] == slug


def test_an_empty_question_finds_nothing_and_too_long_a_one_is_refused(client: httpx2.Client) -> None:
    assert results(client, q="  ") == []
    assert client.get("/api/procedures", params={"q": "a" * 301}).status_code == 422
    assert client.get("/api/procedures", params={"q": "a", "level": "moon"}).status_code == 422


def test_a_record_has_everything_that_an_officer_needs(client: httpx2.Client) -> None:
    found = client.get("/api/procedures/1.001193").json()
    record = found["record"]
    assert record["slug"] == "khai-sinh"
    assert all(record[name] for name in ("official_title", "legal_basis", "checked"))
    assert all(fact["source"] in record["sources"] for fact in record["papers"])
    assert "giấy khai sinh" in " ".join(found["told"]).lower()
    assert found["can_be_filed"] is True
    assert client.get("/api/procedures/khai-sinh").json() == found
    assert client.get("/api/procedures/9.999999").status_code == 404


def test_the_page_works_without_scripts(client: httpx2.Client) -> None:
    page = client.get("/tra-cuu", params={"q": "khai sinh"})
    assert page.status_code == 200
    assert 'href="/tra-cuu/1.001193"' in page.text
    part = client.get("/tra-cuu/ket-qua", params={"q": "khai sinh"})
    assert part.text.strip() in page.text or 'href="/tra-cuu/1.001193"' in part.text
    assert "<html" not in part.text


def test_every_record_can_be_shown(client: httpx2.Client, site: Site) -> None:
    library = site.app.resources.library
    for record in (*library, *library.faqs, *library.events):
        page = client.get(f"/tra-cuu/{record.slug}")
        assert page.status_code == 200, record.slug
        assert "{goi}" not in page.text.lower(), record.slug


def test_what_was_typed_is_escaped(client: httpx2.Client) -> None:
    page = client.get("/tra-cuu", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
