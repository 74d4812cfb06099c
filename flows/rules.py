"""The named rules that a flow may refer to: what needs more than `when`, one function each, and nothing else.

A rule sees only the answers that count (those on the way) and the day. It keeps quiet while what it looks at is
missing, not known or too vague to be sure. The reason that a judging rule gives is its own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from flows.answers import Answer, Answers, is_given
from flows.dates import Span, span, years_before

Judging: TypeAlias = Callable[[Answer, Answers, date], str | None]
Stopping: TypeAlias = Callable[[Answers, date], bool]
_Finding: TypeAlias = Callable[[Answer, Answers, date], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Judges one value. A `soft` one only raises a doubt, which the person's yes puts aside.

    `reads` are the ids of the other fields that it looks at.
    """

    judge: Judging
    reads: tuple[str, ...]
    soft: bool


@dataclass(frozen=True, slots=True)
class StopRule:
    """Says whether a flow ends here."""

    holds: Stopping
    reads: tuple[str, ...]


_IS_A_NUMBER = re.compile(r"so_giay_to(_\d+)?$")
"""Ids of fields that hold somebody's identity number, those of repeated groups included."""

RULES: dict[str, Rule] = {}
STOP_RULES: dict[str, StopRule] = {}


def judging(*reads: str, soft: bool = False) -> Callable[[_Finding], _Finding]:
    """Register a finding ("is it odd?") as the judging rule of the same name."""

    def register(finding: _Finding) -> _Finding:
        name = finding.__name__
        RULES[name] = Rule(lambda *seen: name if finding(*seen) else None, reads, soft)
        return finding

    return register


def stopping(*reads: str) -> Callable[[Stopping], Stopping]:
    """Register a stop rule under its function's name."""

    def register(holds: Stopping) -> Stopping:
        STOP_RULES[holds.__name__] = StopRule(holds, reads)
        return holds

    return register


# Dates.


@judging()
def in_future(value: Answer, _answers: Answers, today: date) -> bool:
    """What is asked about has happened already."""
    days = span(value)
    return days is not None and days.first > today


@judging()
def too_long_ago(value: Answer, _answers: Answers, today: date) -> bool:
    """Nobody known has lived 123 years; 130 leaves room for a slip in old papers."""
    days = span(value)
    return days is not None and days.last < years_before(today, 130)


def _two(value: Answer, other: Answer | None) -> tuple[Span, Span] | None:
    first, second = span(value), span(other)
    return (first, second) if first and second else None


@judging("nks_ngay_sinh")
def parent_not_older(value: Answer, answers: Answers, _today: date) -> bool:
    """A parent was born before the child."""
    both = _two(value, answers.get("nks_ngay_sinh"))
    return both is not None and both[0].first >= both[1].last


def _parent_age_is_odd(value: Answer, answers: Answers, oldest: int) -> bool:
    both = _two(value, answers.get("nks_ngay_sinh"))
    if both is None:
        return False
    parent, child = both
    return parent.first > years_before(child.last, 13) or parent.last < years_before(child.first, oldest + 1)


@judging("nks_ngay_sinh", soft=True)
def mother_age_odd(value: Answer, answers: Answers, _today: date) -> bool:
    """Under 13 or over 55 at the birth is rather a slip of the year; it may still be true."""
    return _parent_age_is_odd(value, answers, 55)


@judging("nks_ngay_sinh", soft=True)
def father_age_odd(value: Answer, answers: Answers, _today: date) -> bool:
    """Under 13 or over 80 at the birth is rather a slip of the year; it may still be true."""
    return _parent_age_is_odd(value, answers, 80)


@judging("nkt_ngay_sinh")
def death_before_birth(value: Answer, answers: Answers, _today: date) -> bool:
    """Nobody dies before being born."""
    both = _two(value, answers.get("nkt_ngay_sinh"))
    return both is not None and both[0].last < both[1].first


@judging("nkt_ngay_sinh", soft=True)
def lived_very_long(value: Answer, answers: Answers, _today: date) -> bool:
    """More than 115 years is rather a slip of the year."""
    both = _two(value, answers.get("nkt_ngay_sinh"))
    return both is not None and years_before(both[0].first, 115) > both[1].last


@judging("nkt_ngay_chet", soft=True)
def paper_before_death(value: Answer, answers: Answers, _today: date) -> bool:
    """The notice of death is written on the day of death or later (Decree 123/2015/NĐ-CP, art. 4)."""
    both = _two(value, answers.get("nkt_ngay_chet"))
    return both is not None and both[0].last < both[1].first


@judging("nxn_cu_tru_tu")
def stay_ends_first(value: Answer, answers: Answers, _today: date) -> bool:
    """A stay ends on or after the day it began."""
    both = _two(value, answers.get("nxn_cu_tru_tu"))
    return both is not None and both[0].last < both[1].first


@judging("nyc_ngay_sinh")
def issued_before_birth(value: Answer, answers: Answers, _today: date) -> bool:
    """A person's paper is issued after the person's birth."""
    both = _two(value, answers.get("nyc_ngay_sinh"))
    return both is not None and both[0].last < both[1].first


@judging(soft=True)
def requester_young(value: Answer, _answers: Answers, today: date) -> bool:
    """Acting alone is the rule from 18 on (Civil Code 91/2015/QH13, art. 20); parents may be younger."""
    days = span(value)
    return days is not None and days.first > years_before(today, 18)


# Identity numbers, names, counts.


@judging()
def same_number(value: Answer, answers: Answers, _today: date) -> bool:
    """Two people of one form never share an identity number. `answers` leave the judged field out."""
    return any(answer == value for field, answer in answers.items() if _IS_A_NUMBER.search(field))


def _citizen_digit(value: Answer) -> int | None:
    """Digit 4 of a 12-digit number: even for men, odd for women (Decree 137/2015/NĐ-CP, art. 13)."""
    is_citizen_id = isinstance(value, str) and len(value) == 12 and value.isdecimal()
    return int(str(value)[3]) if is_citizen_id else None


@judging(soft=True)
def number_of_a_man(value: Answer, _answers: Answers, _today: date) -> bool:
    """A mother's number that says "male" has a slipped digit or belongs to somebody else."""
    digit = _citizen_digit(value)
    return digit is not None and digit % 2 == 0


@judging(soft=True)
def number_of_a_woman(value: Answer, _answers: Answers, _today: date) -> bool:
    """A father's number that says "female" has a slipped digit or belongs to somebody else."""
    digit = _citizen_digit(value)
    return digit is not None and digit % 2 == 1


@judging("me_ho_ten", soft=True)
def same_name_as_mother(value: Answer, answers: Answers, _today: date) -> bool:
    """Father and mother with one and the same full name: the same person told twice."""
    return value == answers.get("me_ho_ten")


@judging()
def none_wanted(value: Answer, _answers: Answers, _today: date) -> bool:
    """Where the paper itself is counted, at least one must be wanted."""
    return value == 0


@judging(soft=True)
def very_many(value: Answer, _answers: Answers, _today: date) -> bool:
    """More than 20 copies is rather a year or a house number."""
    return isinstance(value, int) and value > 20


# Where a flow ends. Each stands for a case that another procedure or a person deals with.


@stopping("da_khai_sinh")
def birth_registered_already(answers: Answers, _today: date) -> bool:
    """A birth is registered once; afterwards copies are issued from the book (Law 60/2014/QH13)."""
    return answers.get("da_khai_sinh") == "roi"


@stopping("nguon_goc")
def born_abroad(answers: Answers, _today: date) -> bool:
    """Registered as a case with a foreign element (procedure 2.000528)."""
    return answers.get("nguon_goc") == "sinh_nuoc_ngoai"


@stopping("nguon_goc")
def foreign_parent(answers: Answers, _today: date) -> bool:
    """Registered as a case with a foreign element (procedure 2.000528)."""
    return answers.get("nguon_goc") == "cha_me_nuoc_ngoai"


@stopping("nguon_goc")
def parents_unknown(answers: Answers, _today: date) -> bool:
    """A record and 7 days of public notice come first (procedure 1.001193, notes)."""
    return answers.get("nguon_goc") == "khong_ro_cha_me"


@stopping("cha_me_ket_hon")
def father_recognises(answers: Answers, _today: date) -> bool:
    """Recognition and birth are then settled together (procedure 1.001193, notes; 1.000689)."""
    return answers.get("cha_me_ket_hon") == "cha_nhan_con"


@stopping("cha_me_ket_hon", "quan_he")
def father_files_unnamed(answers: Answers, _today: date) -> bool:
    """A father who is not to be named cannot file as the father (procedure 1.001193, notes)."""
    return answers.get("cha_me_ket_hon") == "khong_ghi_cha" and answers.get("quan_he") == "cha"


@stopping("nks_ngay_sinh")
def no_longer_a_child(answers: Answers, today: date) -> bool:
    """Children are under 16 (Law 102/2016/QH13, art. 1); grown people have papers to go by (1.004772)."""
    born = span(answers.get("nks_ngay_sinh"))
    return born is not None and born.last <= years_before(today, 16)


@stopping("da_khai_tu")
def death_registered_already(answers: Answers, _today: date) -> bool:
    """A death is registered once; afterwards copies are issued from the book (Law 60/2014/QH13)."""
    return answers.get("da_khai_tu") == "roi"


@stopping("nguon_goc")
def deceased_was_foreign(answers: Answers, _today: date) -> bool:
    """Registered as a case with a foreign element (procedure 1.001766)."""
    return answers.get("nguon_goc") == "nguoi_nuoc_ngoai"


@stopping("nguon_goc")
def died_abroad(answers: Answers, _today: date) -> bool:
    """Which way is right depends on what was done abroad: a person looks at the papers."""
    return answers.get("nguon_goc") == "mat_nuoc_ngoai"


@stopping("muc_dich", "hon_nhan")
def married_wants_to_marry(answers: Answers, _today: date) -> bool:
    """A married person may not marry another (Law 52/2014/QH13, art. 5)."""
    return answers.get("muc_dich") == "ket_hon" and answers.get("hon_nhan") == "dang_co"


@stopping("noi_ket_hon")
def marries_at_embassy(answers: Answers, _today: date) -> bool:
    """Refused for a marriage at a foreign mission in Vietnam (procedure 1.004873, notes)."""
    return answers.get("noi_ket_hon") == "su_quan"


@stopping("muc_dich", "nxn_gioi_tinh", "nxn_ngay_sinh")
def too_young_to_marry(answers: Answers, today: date) -> bool:
    """Men marry from 20, women from 18 years of age on (Law 52/2014/QH13, art. 8)."""
    born = span(answers.get("nxn_ngay_sinh"))
    if born is None or answers.get("muc_dich") != "ket_hon":
        return False
    sex = answers.get("nxn_gioi_tinh")
    return is_given(sex) and born.first > years_before(today, 20 if sex == "nam" else 18)


# Rules of one topic each register themselves here.
from flows import rules_civil_status, rules_residence, rules_social_aid, rules_work  # noqa: E402, F401
