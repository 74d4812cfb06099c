import pytest

from knowledge.library import Library
from knowledge.procedure import Procedure


def made(record, **change):
    return Procedure.model_validate(record | change)


@pytest.fixture
def small(record):
    alias = {"aliases": [{"code": "1.000009", "source": "s"}], "sources": {"s": {"title": "t"}}}
    return Library(
        [
            made(record, **alias),
            made(record, slug="hai-viec", code="1.000002", **alias),
            made(record, slug="ba-viec", code="1.000003", names={"everyday": ["xin CT07", "mẫu hk 02"]}),
        ]
    )


def test_by_slug(small):
    assert small.by_slug("hai-viec").code == "1.000002"
    with pytest.raises(KeyError):
        small.by_slug("khong-co")


def test_by_code_and_by_alias(small):
    assert [found.slug for found in small.by_code("1.000002")] == ["hai-viec"]
    assert [found.slug for found in small.by_code("1.000009")] == ["mot-viec", "hai-viec"]
    assert small.by_code("1.000099") == ()


@pytest.mark.parametrize("text", ["ct07", "CT 07", "mẫu ct-7 xin ở đâu", "Ct7", "hk02"])
def test_by_form_however_it_is_written(small, text):
    assert small.by_form(text) == ["ba-viec"]


@pytest.mark.parametrize("text", ["", "ct", "ct071", "đct07", "nhà số 7", "ct09"])
def test_no_form_in_the_text(small, text):
    assert small.by_form(text) == []


def test_iteration_keeps_the_order_given(small):
    assert [procedure.slug for procedure in small] == ["mot-viec", "hai-viec", "ba-viec"]
    assert len(small) == 3
