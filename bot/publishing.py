"""Publishing: all checks pass, one row in the database, then every process takes it up by itself.

Taking a publication back is a publication too, so nothing is ever lost from the record of who changed what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import unified_diff

from bot.overlay import DraftConflict, Overlay
from bot.store.publications import Change, Publication, Publications


class NothingToPublish(Exception):
    """There is no draft that differs from what is in force, or no publication of that number."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problems = [problem]


class Unfit(Exception):
    """The drafts do not pass the checks: `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def publish(
    overlay: Overlay,
    publications: Publications,
    check: Callable[[], list[str]],
    *,
    author: str,
    note: str,
    at: float,
) -> Publication:
    """Put every draft in force; raises Unfit, DraftConflict or NothingToPublish and changes nothing then."""
    catch_up(overlay, publications)
    changes = overlay.drafted()
    if not changes:
        raise NothingToPublish("no draft differs from what is in force")
    if problems := check():
        raise Unfit(problems)
    publication = _add(overlay, publications, changes, author=author, note=note, at=at)
    overlay.drop_drafts()
    return publication


def roll_back(
    overlay: Overlay, publications: Publications, seq: int | None, *, author: str, note: str, at: float
) -> Publication:
    """Undo one publication, the last by default; raises NothingToPublish when it is not there.

    Files that a later publication changed again are left to that one.
    """
    catch_up(overlay, publications)
    every = publications.after(0)
    wanted = next((each for each in reversed(every) if seq in (None, each.seq)), None)
    if wanted is None:
        raise NothingToPublish("there is no such publication")
    later = {change.path for each in every if each.seq > wanted.seq for change in each.changes}
    changes = [Change(each.path, each.after, each.before) for each in wanted.changes if each.path not in later]
    if not changes:
        raise NothingToPublish("later publications changed the same files: take those back first")
    return _add(overlay, publications, changes, author=author, note=note or f"takes back {wanted.seq}", at=at)


def catch_up(overlay: Overlay, publications: Publications) -> bool:
    """Write what other processes published into this home; whether there was anything."""
    if publications.newest() == overlay.applied():
        return False
    overlay.apply(publications.after(overlay.applied()))
    return True


def difference(publication: Publication, overlay: Overlay) -> Iterator[str]:
    """What it changed, as unified diff lines; a file that replaces a shipped one is compared with that."""
    for change in publication.changes:
        before, after = (
            overlay.shipped(change.path) if text is None else text for text in (change.before, change.after)
        )
        lines = (before or "").splitlines(), (after or "").splitlines()
        yield from unified_diff(*lines, f"before/{change.path}", f"after/{change.path}", lineterm="")


def _add(
    overlay: Overlay, publications: Publications, changes: list[Change], *, author: str, note: str, at: float
) -> Publication:
    seq = publications.add(changes, after=overlay.applied(), author=author, note=note, at=at)
    if seq is None:
        raise DraftConflict(["somebody else published at this moment; look at the difference and publish again"])
    overlay.apply(publications.after(overlay.applied()))
    return Publication(seq, at, author, note, tuple(changes))
