"""Routing is data, and a wrong one is refused when it is read or opened."""

from contextlib import closing

import pytest
from pydantic import ValidationError

from connectors.choosing import Access, Routing, choose, open_portals
from connectors.sandbox.account import trial_settings

TRIAL = Access(trial_settings(8090), "secret-of-the-trial")
REAL = Access(TRIAL.settings.model_copy(update={"trial": False}), "secret-of-the-office")


def test_a_procedure_of_its_own_wins_over_the_default():
    routing = Routing(default="packet", procedures={"1.001193": "dvcqg"})
    assert choose(routing, "1.001193") == "dvcqg"
    assert choose(routing, "1.004873") == "packet"


@pytest.mark.parametrize("routing", [{"default": "sandbox"}, {"procedures": {"1.001193": "sandbox"}}])
def test_production_refuses_the_sandbox(routing):
    with pytest.raises(ValidationError, match="production refuses the sandbox"):
        Routing(production=True, **routing)


@pytest.mark.parametrize(
    "wrong", [{"default": "fax"}, {"procedures": {"khai-sinh": "packet"}}, {"adapter": "packet"}]
)
def test_an_unknown_word_is_refused(wrong):
    with pytest.raises(ValidationError):
        Routing(**wrong)


def test_only_adapters_in_use_are_opened_each_under_its_name():
    routing = Routing(default="packet", procedures={"1.001193": "dvcqg", "1.004873": "sandbox"})
    portals = open_portals(routing, access={"dvcqg": REAL, "sandbox": TRIAL})
    assert {name: (portal.name, portal.trial) for name, portal in portals.items()} == {
        "packet": ("packet", False),
        "dvcqg": ("dvcqg", False),
        "sandbox": ("sandbox", True),
    }
    for name in ("dvcqg", "sandbox"):
        with closing(portals[name]):
            pass
    assert list(open_portals(Routing(), access={"sandbox": TRIAL})) == ["packet"]


def test_all_contradictions_are_told_at_once():
    routing = Routing(default="sandbox", procedures={"1.001193": "dvcqg"})
    with pytest.raises(ValueError, match=r"dvcqg: is used.*sandbox: must be marked"):
        open_portals(routing, access={"sandbox": REAL})


def test_production_refuses_a_trial_under_another_name():
    with pytest.raises(ValueError, match="marked as a trial"):
        open_portals(Routing(production=True, default="dvcqg"), access={"dvcqg": TRIAL})


def test_the_password_does_not_show():
    assert "secret" not in repr(TRIAL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"adapter_url": "portal"},
        {"madonvi": "H00"},
        {"timeout_seconds": 0},
        {"username": " "},
        {"password": "x"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong):
    with pytest.raises(ValidationError):
        type(TRIAL.settings)(**{**TRIAL.settings.model_dump(), **wrong})
