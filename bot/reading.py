"""The message read as an answer to one field: by the readers of its kind, or in the citizen's own words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.moment import Moment
from flows.answers import Address
from flows.choosing import chosen
from flows.describing import says_unit
from flows.flow import Field
from flows.judging import Invalid, judge
from nlu.meaning import without_particles
from nlu.reading.result import UNKNOWN as NOT_KNOWN
from nlu.reading.result import Context, Reading
from nlu.text import fold

FREE_KINDS = frozenset({"choice", "text", "address"})
LONGEST_NAME_OF_A_LIST = 4
"""Words of a people that stands on no list of ours."""
NOT_UNDERSTOOD = Reading("invalid", None, "not_understood")


def read(moment: Moment, field: Field) -> Reading:
    """The message read as an answer to this field."""
    if field.kind == "address" and (reading := _placed(moment)):
        return reading
    if field.kind in FREE_KINDS:
        return _free_reading(moment, field)
    if field.at_most is not None and _nobody_else(moment, field):
        return Reading("value", 0)
    answers = moment.filing.answers
    sex = answers.get(field.sex_from) if field.sex_from else None
    birth = answers.get(field.birth_from) if field.birth_from else None
    context = Context(
        moment.today,
        role=field.role,
        sex=sex if isinstance(sex, str) else None,
        birth_year=int(birth[:4]) if isinstance(birth, str) and birth[:4].isdigit() else None,
        accepts_zero=field.kind == "number",
    )
    return moment.resources.read(field.kind, moment.text, context)


def _nobody_else(moment: Moment, field: Field) -> bool:
    """Whether "no" or "by myself" answers how many more people there are."""
    if moment.flow is None or isinstance(judge(moment.flow, field, 0, {}, moment.today), Invalid):
        return False
    said = without_particles(fold(moment.text))
    alone = {fold(text) for entry in moment.resources.lists["by_oneself"] for text in (entry.name, *entry.says)}
    return said in alone or moment.resources.read("yes_no", moment.text, Context(moment.today)).value == "no"


def _placed(moment: Moment) -> Reading | None:
    """The message read as an address whose place is known; None where the lists do not know it."""
    places = moment.resources.places
    if places.units is None:
        return None
    said = moment.resources.read("address", moment.text, Context(moment.today, places=places.units))
    if said.result not in ("value", "ask"):
        return None
    found = [_address(moment, each) for each in (said.value, *said.alternatives) if each["province_code"]]
    if len({each.commune_code for each in found}) > 1:
        found = [each for each in found if each.commune_code]  # one of the province's communes is meant
    if not found:
        return None
    renamed = said.result == "value" and not says_unit(found[0])
    if said.result == "ask" or renamed:
        return Reading("ask", found[0], "which_place", tuple(found[1:]))
    return Reading("value", found[0])


def _address(moment: Moment, read: Mapping[str, Any]) -> Address:
    unit = moment.resources.places.describe(read["commune_code"] or read["province_code"])
    return Address(**read, unit=unit)


def _free_reading(moment: Moment, field: Field) -> Reading:
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result == "unknown":
        return NOT_KNOWN
    if field.kind != "choice":
        return _in_own_words(moment, field, said)
    if meant := chosen(field, moment.text, moment.resources.lists):
        return Reading("value", meant)
    if field.more and not moment.meaning.question and len(moment.text.split()) <= LONGEST_NAME_OF_A_LIST:
        return _in_own_words(moment, field, said)
    return NOT_UNDERSTOOD


def _in_own_words(moment: Moment, field: Field, said: Reading) -> Reading:
    """Kept as it was said. A bare yes or no tells nothing, save that there is nothing to tell."""
    if said.value == "no" and (field.optional or field.may_be_unknown):
        return NOT_KNOWN
    has_digits = any(sign.isdigit() for sign in moment.text)
    has_letters = any(sign.isalpha() for sign in moment.text)
    tells = {"choice": has_letters and not has_digits, "text": has_letters or has_digits}
    if said.result == "value" or not tells.get(field.kind, has_letters):
        return NOT_UNDERSTOOD
    return Reading("value", moment.text)


def asks_back(moment: Moment, field: Field, reading: Reading) -> bool:
    """Whether the message is a question of the citizen's own rather than an answer."""
    if reading.result == "unknown":
        return False
    if field.kind in ("text", "address"):
        asks_for_a_paper = moment.meaning.question and moment.found.verdict == "certain"
        return "?" in moment.text or moment.meaning.aspect is not None or asks_for_a_paper
    understood = reading.result != "invalid"
    asks = "?" in moment.text or moment.meaning.aspect is not None
    if understood and not (field.kind == "person_name" and asks):
        return False
    if moment.resources.read("yes_no", moment.text, Context(moment.today)).result == "value":
        return False
    return moment.meaning.intent is not None or moment.meaning.question or moment.found.verdict == "certain"
