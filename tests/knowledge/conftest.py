"""What the tests of `knowledge` share: the shipped content and model, opened once."""

from pathlib import Path

import pytest

from knowledge import content
from knowledge.embedding import SHIPPED, StaticEmbedding
from knowledge.index import open_search
from knowledge.library import Library

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="session")
def library():
    shipped = content.load_content(KNOWLEDGE)
    return Library(shipped.procedures, faqs=shipped.faqs, events=shipped.events)


@pytest.fixture(scope="session")
def embedding():
    return StaticEmbedding(SHIPPED)


@pytest.fixture(scope="session")
def search(library, embedding, tmp_path_factory):
    return open_search(library, embedding, tmp_path_factory.mktemp("index"))


@pytest.fixture
def record():
    """A small record that is right; tests break copies of it."""
    return {
        "code": "1.000001",
        "slug": "mot-viec",
        "status": "known",
        "group": "ho-tich",
        "title": "Một việc",
        "official_title": "Thủ tục một việc",
        "names": {"everyday": ["một việc"]},
        "portal_page": "https://dichvucong.gov.vn/",
    }
