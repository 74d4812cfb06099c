"""The scripted citizen of smoke, crash and bench gets to the end of every flow."""

from __future__ import annotations

from random import Random

import pytest
from conversation.roaming import Roamer
from filer import next_message

from bot.moment import Resources
from flows.loading import FOLDER, load

LONGEST = 200


@pytest.mark.parametrize("flow_id", [flow.id for flow in load(FOLDER)])
def test_a_scripted_citizen_finishes_every_flow(resources: Resources, flow_id: str) -> None:
    roamer = Roamer(resources, Random(0))
    turn = roamer.begin(resources.flows[flow_id])
    for _ in range(LONGEST):
        if turn.outcome == "filed":
            break
        said = next_message({"field": None, **turn.replies[-1].to_plain()})
        turn = roamer.hear(said.get("text"), **({"choice": said["choice"]} if "choice" in said else {}))
        assert turn.outcome in ("asked", "filed"), f"{said}: {turn.replies[-1].text}"
    assert [submit.flow_id for submit in roamer.sent] == [flow_id], roamer.place()
