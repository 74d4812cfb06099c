"""Named rules of the money for old people, social aid, the disability certificate and the list of poor households.

The same contract as `flows/rules.py`, which keeps the register: a rule sees the answers that count and the day.
"""

from __future__ import annotations

from datetime import date

from flows.answers import Answer, Answers
from flows.dates import Span, span, years_before
from flows.rules import judging, stopping

PENSION_AGE, PENSION_AGE_OF_THE_POOR = 75, 70
"""From what age on there is a social pension (Decree 176/2025/NĐ-CP, art. 2)."""
NO_LONGER_A_CHILD, NO_LONGER_A_PUPIL, NO_LONGER_SMALL, OLD = 16, 22, 3, 60
"""Ages of social aid (Decree 20/2021/NĐ-CP, art. 5; who is old: Law 39/2009/QH12, art. 2)."""
SCHOOL_AGE = 6
"""From this age on the disability form asks what a person can do (Circular 01/2019/TT-BLĐTBXH, form 01)."""


def _born(answers: Answers, field: str) -> Span | None:
    return span(answers.get(field))


def _surely_younger(born: Span | None, age: int, today: date) -> bool:
    return born is not None and born.first > years_before(today, age)


def _surely_of_age(born: Span | None, age: int, today: date) -> bool:
    return born is not None and born.last <= years_before(today, age)


# The social pension (1.014027).


@stopping("viec")
def pension_received_already(answers: Answers, _today: date) -> bool:
    """Who receives it and has nothing to change need not file; new sums are paid without asking."""
    return answers.get("viec") == "dang_nhan"


@stopping("viec")
def pension_receiver_died(answers: Answers, _today: date) -> bool:
    """The family asks for the funeral money instead (procedure 1.014028)."""
    return answers.get("viec") == "da_mat"


@stopping("luong_huu")
def pension_is_not_lower(answers: Answers, _today: date) -> bool:
    """A pension that is not lower than the social one excludes it (Decree 176/2025/NĐ-CP, art. 2)."""
    return answers.get("luong_huu") == "cao"


@stopping("viec", "nh_ngay_sinh")
def too_young_for_pension(answers: Answers, today: date) -> bool:
    """Under 70 nobody receives it; a year alone is given the benefit of the doubt."""
    born = _born(answers, "nh_ngay_sinh")
    return answers.get("viec") == "lan_dau" and _surely_younger(born, PENSION_AGE_OF_THE_POOR, today)


@stopping("nh_ngay_sinh", "ho_ngheo")
def not_poor_before_75(answers: Answers, today: date) -> bool:
    """Between 70 and 75 only poor and near-poor households (Decree 176/2025/NĐ-CP, art. 2)."""
    born = _born(answers, "nh_ngay_sinh")
    return answers.get("ho_ngheo") == "khong" and _surely_younger(born, PENSION_AGE, today)


# The disability certificate (1.001699).


@judging("kt_tuoi", soft=True)
def age_told_otherwise(value: Answer, answers: Answers, today: date) -> bool:
    """Whether the child is six was asked for before; a birth date that says otherwise is rather a slip."""
    born, told = span(value), answers.get("kt_tuoi")
    is_small = _surely_younger(born, SCHOOL_AGE, today)
    return (told == "tu_6" and is_small) or (told == "duoi_6" and _surely_of_age(born, SCHOOL_AGE, today))


@stopping("viec")
def certificate_still_right(answers: Answers, _today: date) -> bool:
    """It is looked at anew only when something has changed the degree (Law 51/2010/QH12, art. 20)."""
    return answers.get("viec") == "khong_doi"


@stopping("viec")
def certificate_lost_or_torn(answers: Answers, _today: date) -> bool:
    """Issued again without a new assessment (procedure 1.001653)."""
    return answers.get("viec") == "mat_hong"


@stopping("viec")
def disagrees_with_council(answers: Answers, _today: date) -> bool:
    """The council looks again within 5 working days, then the medical board (procedure 1.001699, steps)."""
    return answers.get("viec") == "khong_dong_y"


# The list of poor households (1.011607).


@stopping("viec")
def household_listed_already(answers: Answers, _today: date) -> bool:
    """A household on the list need not ask again; all are looked at once a year (1.011606)."""
    return answers.get("viec") == "da_co"


@stopping("viec")
def household_leaves_list(answers: Answers, _today: date) -> bool:
    """Leaving the list takes another form (Decision 24/2021/QĐ-TTg, art. 5, form 4)."""
    return answers.get("viec") == "xin_ra"


# Social aid (1.001776).


@judging("dt_ngay_sinh")
def certificate_before_birth(value: Answer, answers: Answers, _today: date) -> bool:
    """A certificate is issued after its holder's birth."""
    issued, born = span(value), _born(answers, "dt_ngay_sinh")
    return issued is not None and born is not None and issued.last < born.first


@judging("so_con")
def more_than_all_children(value: Answer, answers: Answers, _today: date) -> bool:
    """Those under three are among all of them."""
    children = answers.get("so_con")
    return isinstance(value, int) and isinstance(children, int) and value > children


@judging()
def no_child_counted(value: Answer, _answers: Answers, _today: date) -> bool:
    """Who brings up children has one at least."""
    return value == 0


@judging("dt_ngay_sinh", soft=True)
def child_not_younger(value: Answer, answers: Answers, _today: date) -> bool:
    """Who brings up a child was born before it; a slip of the year otherwise."""
    child, parent = span(value), _born(answers, "dt_ngay_sinh")
    return child is not None and parent is not None and child.last <= parent.first


@judging("dung_ten")
def carer_stands_in(value: Answer, answers: Answers, _today: date) -> bool:
    """Who stands in can be the carer only where somebody stands in."""
    return value == "nguoi_don" and answers.get("dung_ten") != "thay"


@stopping("viec")
def aid_received_already(answers: Answers, _today: date) -> bool:
    """Who receives it and has nothing to change need not file; new sums are paid without asking."""
    return answers.get("viec") == "dang_nhan"


@stopping("viec")
def aid_receiver_died(answers: Answers, _today: date) -> bool:
    """The family asks for the funeral money instead (procedure 1.001731)."""
    return answers.get("viec") == "da_mat"


@stopping("muc_do")
def no_disability_certificate(answers: Answers, _today: date) -> bool:
    """The certificate comes first (procedure 1.001699)."""
    return answers.get("muc_do") == "chua"


@stopping("muc_do")
def disability_is_light(answers: Answers, _today: date) -> bool:
    """Aid begins with a severe disability (Law 51/2010/QH12, art. 44)."""
    return answers.get("muc_do") == "nhe"


@stopping("tre_dien")
def child_is_cared_for(answers: Answers, _today: date) -> bool:
    """None of the cases of children (Decree 20/2021/NĐ-CP, art. 5)."""
    return answers.get("tre_dien") == "khong_phai"


@stopping("viec", "tre_dien")
def pupil_was_not_receiving(answers: Answers, _today: date) -> bool:
    """From 16 on only those go on receiving who received it before and still learn (20/2021/NĐ-CP, art. 5.2)."""
    return answers.get("viec") == "lan_dau" and answers.get("tre_dien") == "di_hoc"


@stopping("xa_kho")
def small_child_lives_elsewhere(answers: Answers, _today: date) -> bool:
    """Small children only in the hardest communes of the mountains (Decree 20/2021/NĐ-CP, art. 5.7)."""
    return answers.get("xa_kho") == "khong"


@stopping("don_than_vi")
def parent_is_divorced(answers: Answers, _today: date) -> bool:
    """Not among the cases of the decree of 2021 (20/2021/NĐ-CP, art. 5); that of 2026 was not seen."""
    return answers.get("don_than_vi") == "ly_hon"


@stopping("gia_dien")
def elder_has_family(answers: Answers, _today: date) -> bool:
    """Aid is for the old whom nobody can keep who is not on aid as well (Decree 20/2021/NĐ-CP, art. 5.5)."""
    return answers.get("gia_dien") == "co_nguoi"


@stopping("dien_khac")
def none_of_the_kinds(answers: Answers, _today: date) -> bool:
    """A person looks at it: the decree of 2026 may know more kinds."""
    return answers.get("dien_khac") == "khong_co"


_POOR_ONLY = frozenset({("dien", "nguoi_gia"), ("dien_khac", "hiv"), ("tre_dien", "hiv")})
_NEAR_POOR_TOO = frozenset({("dien", "don_than"), ("tre_dien", "duoi_3")})


@stopping("dien", "tre_dien", "dien_khac", "ho_ngheo")
def not_a_poor_household(answers: Answers, _today: date) -> bool:
    """Kinds that the law ties to a poor or near-poor household (Decree 20/2021/NĐ-CP, art. 5)."""
    kinds = {(field, answers.get(field)) for field in ("dien", "tre_dien", "dien_khac")}
    if answers.get("ho_ngheo") == "khong":
        return bool(kinds & (_POOR_ONLY | _NEAR_POOR_TOO))
    return answers.get("ho_ngheo") == "can_ngheo" and bool(kinds & _POOR_ONLY)


@stopping("tre_dien", "dt_ngay_sinh")
def child_has_grown(answers: Answers, today: date) -> bool:
    """Children up to 16, pupils and students up to 22, small ones up to 3 (Decree 20/2021/NĐ-CP, art. 5)."""
    limits = {
        "mo_coi": NO_LONGER_A_CHILD,
        "hiv": NO_LONGER_A_CHILD,
        "di_hoc": NO_LONGER_A_PUPIL + 1,
        "duoi_3": NO_LONGER_SMALL,
    }
    limit = limits.get(str(answers.get("tre_dien")))
    return limit is not None and _surely_of_age(_born(answers, "dt_ngay_sinh"), limit, today)


@stopping("dien", "dt_ngay_sinh")
def elder_under_60(answers: Answers, today: date) -> bool:
    """Old in the sense of the law are those of 60 and more (Law 39/2009/QH12, art. 2)."""
    return answers.get("dien") == "nguoi_gia" and _surely_younger(_born(answers, "dt_ngay_sinh"), OLD, today)


@stopping("muc_do", "xin_cham")
def carer_of_less_severe(answers: Answers, _today: date) -> bool:
    """Families are paid for caring where the disability is especially severe (Law 51/2010/QH12, art. 44)."""
    return answers.get("muc_do") == "nang" and answers.get("xin_cham") == "co"
