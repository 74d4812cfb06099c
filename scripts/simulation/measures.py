"""Figures over many conversations, their table, and the floors under them. Counts only; plays nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from simulation.playing import Outcome

DONE = ("filed", "told")
TURNS_A_FIELD, TURNS_BESIDE = 1.3, 4
AT_MOST = {
    "wrong",
    "bare",
    "unclear",
    "stuck",
    "mis_stopped",
    "loops",
    "unsafe",
    "crashed",
    "turns_a_field",
    "extra_turns",
}
"""Figures that must not rise; all others must not fall."""
COLUMNS = (
    "played",
    "completed",
    "turns_a_field",
    "extra_turns",
    "within",
    "wrong",
    "bare",
    "unclear",
    "handed_over",
    "found",
    "unsafe",
)

Figures = dict[str, float]


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Every figure over these conversations."""
    played = [each for each in outcomes if each.ending != "no_life"]
    filed = [each for each in played if each.ending == "filed"]
    fields, turns = sum(each.fields for each in filed), sum(each.turns for each in played)
    return {
        "played": len(played),
        "completed": _share(each.ending in DONE for each in played),
        "turns_a_field": round(sum(each.turns for each in filed) / max(fields, 1), 2),
        "extra_turns": round(sum(each.turns - each.least for each in filed) / max(fields, 1), 2),
        "within": _share(each.turns <= TURNS_A_FIELD * each.fields + TURNS_BESIDE for each in filed),
        "wrong": round(sum(len(each.wrong) for each in filed) / max(fields, 1), 4),
        "bare": round(sum(len(each.bare) for each in filed) / max(fields, 1), 4),
        "unclear": round(sum(each.unclear for each in played) / max(turns, 1), 4),
        "handed_over": _share(each.handed_over > 0 for each in played),
        "found": _share(each.found_alone for each in played),
        "stuck": _share(each.ending in ("stuck", "endless") for each in played),
        "mis_stopped": _share(each.ending == "mis_stopped" for each in played),
        "loops": _share(each.loops > 0 for each in played),
        "unsafe": sum(len(each.unsafe) for each in played),
        "crashed": sum(each.ending == "crashed" for each in played),
        "no_life": len(outcomes) - len(played),
    }


def _share(facts: Iterable[bool]) -> float:
    told = list(facts)
    return round(sum(told) / len(told), 4) if told else 1.0


def grouped(outcomes: Iterable[Outcome], *by: str) -> dict[tuple[str, ...], list[Outcome]]:
    """The outcomes by these of their properties."""
    groups: dict[tuple[str, ...], list[Outcome]] = {}
    for each in outcomes:
        groups.setdefault(tuple(str(getattr(each, name)) for name in by), []).append(each)
    return groups


def table(groups: Mapping[tuple[str, ...], Sequence[Outcome]]) -> Iterator[str]:
    """A Markdown table, one line a group."""
    yield f"| | {' | '.join(COLUMNS)} |"
    yield f"|---|{'---:|' * len(COLUMNS)}"
    for names, outcomes in sorted(groups.items()):
        told = figures(outcomes)
        yield f"| {' × '.join(names)} | {' | '.join(_written(name, told[name]) for name in COLUMNS)} |"


def _written(name: str, figure: float) -> str:
    if name in ("played", "unsafe"):
        return f"{figure:.0f}"
    return f"{figure:.2f}" if "turns" in name else f"{100 * figure:.1f} %"


def fallen(found: Figures, floors: Mapping[str, float]) -> Iterator[str]:
    """Every figure that is worse than its floor."""
    for name, floor in floors.items():
        is_worse = found[name] > floor if name in AT_MOST else found[name] < floor
        if is_worse:
            yield f"{name} is {found[name]}, the floor is {floor}"


def raised(found: Figures, floors: Mapping[str, float]) -> dict[str, float]:
    """The floors where the figures are better now; a floor never sinks."""
    return {name: (min if name in AT_MOST else max)(floor, found[name]) for name, floor in floors.items()}
