"""What place a text means: weighs the meanings of the names in it against each other. Pure.

A commune is believed by how it is written (kind, marks) and by what stands beside it (old district, province).
It must not guess between places that are equally likely: it returns them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.places.gazetteer import Entry, Gazetteer
from knowledge.places.mentions import Mention, kinds_at, mentions
from knowledge.places.place import Located, Place
from knowledge.places.writing import Token, tokens

_SAME_KIND, _OTHER_KIND = 4, 2
_MARKS = {2: 2, 1: 1, 0: 0, -1: -3}
_PROVINCE, _OLD_PROVINCE, _OTHER_OLD_PROVINCE, _OTHER_PROVINCE = 6, 1, -4, -9
_DISTRICT, _MADE_FROM, _OTHER_DISTRICT = 6, 2, -3
_NEW = 1
_ALIAS = -1
_LAST = 1
_RATHER_A_PROVINCE = -6
_BELIEVED = -1
"""Points below which a name is not taken for a commune."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One meaning of one mention as the commune that the text is about, and the points it has."""

    mention: Mention
    entry: Entry
    points: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The provinces and old districts that the text names, and the province already known."""

    provinces: tuple[Mention, ...]
    districts: tuple[Mention, ...]
    known: str | None


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands around one mention: meanings of provinces with points for their marks, numbers of districts.

    `known` is the province known already, where the text names none.
    """

    provinces: tuple[tuple[Entry, int], ...]
    province_is_clear: bool
    known: str | None
    districts: frozenset[int]
    district_is_typed: bool


def locate(text: str, gazetteer: Gazetteer, province: str | None = None) -> Located:
    """The places that a text (NFC) may mean; `province` is one already known, which the text may contradict."""
    found = tokens(text)
    named = [mention for mention in mentions(found, gazetteer) if mention.after != "detail" or mention.typed]
    beside = Beside(
        tuple(mention for mention in named if mention.has("province")),
        tuple(mention for mention in named if mention.has("district")),
        province,
    )
    claims = _believed(named, beside, gazetteer)
    if claims:
        return _communes(claims, beside, found)
    return _district(beside, found) or _provinces(beside, found)


def _believed(named: Iterable[Mention], beside: Beside, gazetteer: Gazetteer) -> list[Claim]:
    claims = [
        claim for mention in named if mention.has("commune") for claim in _claims(mention, beside, gazetteer)
    ]
    last = max((claim.mention.start for claim in claims if claim.mention.typed), default=-1)
    return [
        Claim(claim.mention, claim.entry, claim.points + (_LAST if claim.mention.start == last else 0))
        for claim in claims
        if claim.points >= _BELIEVED
    ]


def _claims(mention: Mention, beside: Beside, gazetteer: Gazetteer) -> Iterator[Claim]:
    signs = _signs(mention, beside)
    for entry in mention.entries:
        if entry.level == "commune":
            by_province = _province_points(entry, signs, gazetteer)
            points = _own_points(mention, entry) + by_province + _district_points(entry, signs, gazetteer)
            if not mention.typed and by_province <= 0 and mention.has("province"):
                points += _RATHER_A_PROVINCE
            yield Claim(mention, entry, points)


def _own_points(mention: Mention, entry: Entry) -> int:
    """By how it is written alone."""
    points = _MARKS[mention.marks(entry)] + (0 if entry.old else _NEW) + (_ALIAS if entry.alias else 0)
    if mention.typed:
        points += _SAME_KIND if ("commune", entry.kind) in mention.kinds else _OTHER_KIND
    return points


def _signs(mention: Mention, beside: Beside) -> Signs:
    """What the rest of the text says about where a mention lies."""
    provinces = [other for other in beside.provinces if other.apart_from(mention)]
    meanings = {
        (entry, -2 if other.marks(entry) < 0 else 0)
        for other in provinces
        for entry in other.entries
        if entry.level == "province"
    }
    districts = [
        other for other in beside.districts if other.apart_from(mention) and not _only_province(other, beside)
    ]
    return Signs(
        tuple(meanings),
        any(other.typed or other.closes for other in provinces),
        None if provinces else beside.known,
        frozenset(entry.district for other in districts for entry in other.entries if entry.level == "district"),
        any(other.typed for other in districts),
    )


def _province_points(entry: Entry, signs: Signs, gazetteer: Gazetteer) -> int:
    agreeing = [
        _PROVINCE + _closeness(meaning, entry, gazetteer) + marks
        for meaning, marks in signs.provinces
        if meaning.province == entry.province
    ]
    if agreeing:
        return max(agreeing)
    if signs.province_is_clear:
        return _OTHER_PROVINCE
    return _PROVINCE if signs.known == entry.province else 0


def _closeness(province: Entry, entry: Entry, gazetteer: Gazetteer) -> int:
    """Whether it lay in the province of that very name before the provinces were merged."""
    lay_in = {entry.old_province} if entry.old else gazetteer.old_provinces_of.get(entry.communes[0], ())
    if province.old_province in lay_in:
        return _OLD_PROVINCE
    return _OTHER_OLD_PROVINCE if province.old else 0


def _district_points(entry: Entry, signs: Signs, gazetteer: Gazetteer) -> int:
    if entry.old and entry.district in signs.districts:
        return _DISTRICT
    if not entry.old and signs.districts & gazetteer.districts_of.get(entry.communes[0], frozenset()):
        return _MADE_FROM
    return _OTHER_DISTRICT if signs.district_is_typed else 0


def _only_province(mention: Mention, beside: Beside) -> bool:
    """Whether a name that a district shares with a province is the only province that the text names."""
    if mention.typed or not mention.has("province"):
        return False
    return not any(other.apart_from(mention) for other in beside.provinces)


def _communes(claims: Sequence[Claim], beside: Beside, found: Sequence[Token]) -> Located:
    """The best claims. One of the same name that is nearly as likely makes them unsure, or is one of several."""
    best = max(claim.points for claim in claims)
    top = [claim for claim in claims if claim.points == best]
    first, mention = top[0], top[0].mention
    near = [claim for claim in claims if best > claim.points >= best - _NEW and claim.mention.name == mention.name]
    context = _context(first, beside)
    if not context and beside.known != first.entry.province:
        # Nothing says where: a name that is new in one place and old in another may be either.
        top, near = top + near, []
    codes = {code for claim in top for code in claim.entry.communes}
    others = tuple(place for place in _places(near, sure=False) if place.commune_code not in codes)
    sure = not others and mention.marks(first.entry) >= 0 and not _is_doubtful(first, context, found)
    explicit = any(_side_by_side(mention, other) for other in context) or _is_outright(first)
    return Located(_places(top, sure=sure), others, _spans([mention, *context], found), explicit)


def _is_doubtful(claim: Claim, context: Sequence[Mention], found: Sequence[Token]) -> bool:
    """Whether it should be read back: another kind than written, or a bare name that may be something else."""
    mention, entry = claim.mention, claim.entry
    if mention.typed:
        return not context and ("commune", entry.kind) not in mention.kinds
    district = any(
        each.level == "district" and each.province == entry.province and each.communes != entry.communes
        for each in mention.entries
    )
    return district or _names_another(found, mention)


def _names_another(found: Sequence[Token], mention: Mention) -> bool:
    """Whether a kind of commune is written before the bare name, behind which nothing known stands."""
    return any(
        level == "commune" and length + len(found[at].bare) > 2
        for at in range(mention.start)
        for length, kinds in kinds_at(found, at)
        for level, _ in kinds
    )


def _is_outright(claim: Claim) -> bool:
    """Whether kind and name stand there as they are written officially: "xã Tân Biên", not "ra xã làm gì"."""
    mention, entry = claim.mention, claim.entry
    official = ("commune", entry.kind) in mention.kinds and not entry.alias
    return (
        official and mention.end - mention.name > 1 and mention.marks(entry) == 2 and mention.key != entry.marked
    )


def _side_by_side(mention: Mention, other: Mention) -> bool:
    return mention.end == other.start or other.end == mention.start


def _places(claims: Iterable[Claim], *, sure: bool) -> tuple[Place, ...]:
    codes = {code: claim.entry.province for claim in claims for code in claim.entry.communes}
    return tuple(Place(province, code, sure) for code, province in codes.items())


def _context(claim: Claim, beside: Beside) -> list[Mention]:
    """The mentions that agree with a claim: its old district and its province."""
    return [
        other
        for other in dict.fromkeys((*beside.districts, *beside.provinces))
        if other.apart_from(claim.mention)
        and any(entry.level != "commune" and entry.province == claim.entry.province for entry in other.entries)
    ]


def _district(beside: Beside, found: Sequence[Token]) -> Located | None:
    """Only an old district is named: its commune where it became one, else its province."""
    for mention in reversed(beside.districts):
        if mention.has("province") and not mention.typed:
            continue
        others = [other for other in beside.provinces if other.apart_from(mention)]
        districts = [
            entry
            for entry in mention.entries
            if entry.level == "district" and _agrees(entry, mention, others, beside.known)
        ]
        if districts:
            explicit = mention.typed or any(_side_by_side(mention, other) for other in others)
            return Located(_of_districts(districts), (), _spans([mention, *others], found), explicit)
    return None


def _agrees(district: Entry, mention: Mention, others: Iterable[Mention], known: str | None) -> bool:
    """Whether a district is of the kind written and lies in a province that the text names, or that is known."""
    if mention.typed and ("district", district.kind) not in mention.kinds and not district.alias:
        return False
    provinces = {entry.province for other in others for entry in other.entries if entry.level == "province"}
    provinces = provinces or ({known} if known else set())
    return not provinces or district.province in provinces


def _of_districts(districts: Sequence[Entry]) -> tuple[Place, ...]:
    if len(districts) == 1 and len(districts[0].communes) == 1:
        return (Place(districts[0].province, districts[0].communes[0], sure=False),)
    provinces = dict.fromkeys(entry.province for entry in districts)
    return tuple(Place(province) for province in provinces)


def _provinces(beside: Beside, found: Sequence[Token]) -> Located:
    if not beside.provinces:
        return Located()
    mention = beside.provinces[-1]
    entries = [entry for entry in mention.entries if entry.level == "province"]
    best = max(mention.marks(entry) for entry in entries)
    codes = dict.fromkeys(entry.province for entry in entries if mention.marks(entry) == best)
    places = tuple(Place(code, None, sure=best >= 0) for code in codes)
    one = all(codes.keys() & {entry.province for entry in other.entries} for other in beside.provinces)
    return Located(places, (), _spans([mention], found), one and (mention.typed or mention.after == "at"))


def _spans(mentioned: Iterable[Mention], found: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """The pieces of the text that these mentions take up, overlapping ones as one."""
    pieces: list[tuple[int, int]] = []
    for start, end in sorted((found[each.start].start, found[each.end - 1].end) for each in mentioned):
        if pieces and start < pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], max(end, pieces[-1][1]))
        else:
            pieces.append((start, end))
    return tuple(pieces)
