"""Units for tests: a few real ones that always exist, and the whole lists where `make setup` could fetch them."""

import pytest
import unit_lists


@pytest.fixture(scope="session")
def few():
    return unit_lists.few()


@pytest.fixture(scope="session")
def everywhere():
    return unit_lists.everywhere()
