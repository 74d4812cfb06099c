"""The shipped flows, and ways to walk through them."""

import pytest

from flows.flow import Flow
from flows.loading import FOLDER, load, load_lists, load_reasons, load_wording


@pytest.fixture(scope="session")
def flows() -> dict[str, Flow]:
    return {flow.id: flow for flow in load(FOLDER)}


@pytest.fixture(scope="session")
def birth(flows):
    return flows["khai-sinh"]


@pytest.fixture(scope="session")
def death(flows):
    return flows["khai-tu"]


@pytest.fixture(scope="session")
def single(flows):
    return flows["xac-nhan-tinh-trang-hon-nhan"]


@pytest.fixture(scope="session")
def lists():
    return load_lists(FOLDER)


@pytest.fixture(scope="session")
def words():
    return load_wording(FOLDER)


@pytest.fixture(scope="session")
def reasons():
    return load_reasons(FOLDER)
