"""Which portal adapter a procedure goes through, and the adapters themselves. Routing is configuration.

A production routing refuses the sandbox, and every other contradiction, when it is made or opened: nothing is
found out at the first filing. Secrets and addresses arrive as arguments; none is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from connectors.dvcqg import DvcqgPortal
from connectors.dvcqg_wire import DvcqgSettings
from connectors.packet import PacketPortal
from connectors.port import Portal

AdapterName = Literal["packet", "dvcqg", "sandbox"]
Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]


class Routing(BaseModel):
    """`default` serves every procedure that `procedures` does not name by its national code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    production: bool = False
    default: AdapterName = "packet"
    procedures: dict[Code, AdapterName] = {}

    @property
    def used(self) -> frozenset[AdapterName]:
        """Every adapter that some procedure can reach."""
        return frozenset({self.default, *self.procedures.values()})

    @model_validator(mode="after")
    def _spares_people_the_sandbox(self) -> Self:
        if self.production and "sandbox" in self.used:
            raise ValueError("production refuses the sandbox portal")
        return self


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a portal; the password never shows in a repr."""

    settings: DvcqgSettings
    password: str = field(repr=False)


def choose(routing: Routing, procedure_code: str) -> AdapterName:
    """The adapter that this procedure's dossiers go through."""
    return routing.procedures.get(procedure_code, routing.default)


def open_portals(routing: Routing, *, access: Mapping[AdapterName, Access]) -> dict[AdapterName, Portal]:
    """Every adapter that can be reached, by name; ValueError with all that is wrong with `access`."""
    if wrong := list(_contradictions(routing, access)):
        raise ValueError("; ".join(wrong))
    return {name: _open(name, access) for name in sorted(routing.used)}


def _open(name: AdapterName, access: Mapping[AdapterName, Access]) -> Portal:
    if name == "packet":
        return PacketPortal()
    return DvcqgPortal(access[name].settings, access[name].password, name=name)


def _contradictions(routing: Routing, access: Mapping[AdapterName, Access]) -> Iterator[str]:
    for name in sorted(routing.used - {"packet"} - set(access)):
        yield f"{name}: is used, but nothing says how to reach it"
    if "sandbox" in access and not access["sandbox"].settings.trial:
        yield "sandbox: must be marked as a trial, so that receipts say so"
    if routing.production and "dvcqg" in access and access["dvcqg"].settings.trial:
        yield "dvcqg: production refuses a portal marked as a trial"
