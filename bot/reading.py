"""The message read as an answer to one field: by the readers of its kind, or in the citizen's own words. Pure."""

from __future__ import annotations

from bot.moment import Moment
from flows.choosing import chosen
from flows.flow import Field
from nlu.reading.result import UNKNOWN as NOT_KNOWN
from nlu.reading.result import Context, Reading

FREE_KINDS = frozenset({"choice", "text", "address"})
LONGEST_NAME_OF_A_LIST = 4
"""Words of a people that stands on no list of ours."""
NOT_UNDERSTOOD = Reading("invalid", None, "not_understood")


def read(moment: Moment, field: Field) -> Reading:
    """The message read as an answer to this field."""
    if field.kind in FREE_KINDS:
        return _free_reading(moment, field)
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
