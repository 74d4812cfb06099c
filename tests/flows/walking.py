"""Walks through a flow with chosen or drawn answers."""

from hypothesis import strategies as st

from flows.answers import SKIPPED, UNKNOWN
from flows.journey import journey

PLAIN = {
    "text": "Giấy phép lái xe",
    "person_name": "Trần Thị Lan",
    "identity_number": "B1234567",
    "phone": "0912345678",
    "number": 2,
    "address": "xã Giao Thủy, tỉnh Ninh Bình",
    "email": "lan@example.vn",
}
DATES = {
    "ndk_ngay_sinh": "2010-02-13",
    "dk_ngay": "2010-03-15",
    "nks_ngay_sinh": "2026-09-27",
    "nkt_ngay_chet": "2026-11-14",
    "gbt_ngay": "2026-11-15",
}


def ordinary(field):
    """A value that fits this field whatever the other answers are."""
    if field.choices:
        return field.choices[0].value
    if field.kind == "date":
        return DATES.get(field.id, "1990-05-16" if "cu_tru_den" not in field.id else "1999-02-13")
    if field.kind == "identity_number":
        return "P" + str(sum(map(ord, field.id)))
    if field.kind == "citizen_id":
        return f"0011{sum(map(ord, field.id)):08}"
    return PLAIN[field.kind]


def possible(field):
    """Everything of interest that may be answered here."""
    values = [choice.value for choice in field.choices] or [ordinary(field)]
    if field.at_most is not None:
        values = [1, 2, field.at_most] if "not_even_one" in field.rules else [0, 1, 2, field.at_most]
    return values + [UNKNOWN] * field.may_be_unknown + [SKIPPED] * field.optional


def walk(flow, chosen=None):
    """Complete answers: the chosen ones where they are asked, ordinary ones elsewhere."""
    answers = {}
    while (field := journey(flow, answers).next) is not None:
        answers[field.id] = (chosen or {}).get(field.id, ordinary(field))
    return answers


@st.composite
def walks(draw, flow):
    """The answers after each step of a drawn walk, from none to complete."""
    answers, steps = {}, [{}]
    while (field := journey(flow, answers).next) is not None:
        answers = {**answers, field.id: draw(st.sampled_from(possible(field)))}
        steps.append(answers)
    return steps
