"""Named rules of marriage, of registering a birth again and of copies from the books of civil status.

The same contract as `flows/rules.py`, which keeps the register: a rule sees the answers that count and the day.
"""

from __future__ import annotations

from datetime import date

from flows.answers import Answer, Answers
from flows.dates import Span, span, years_before
from flows.rules import RULES, judging, stopping

BOOKS_ARE_ELECTRONIC = date(2016, 1, 1)
"""Births registered from this day on are not registered again (Decree 123/2015/NĐ-CP, art. 24)."""
COUPLES_OF_BEFORE = date(1987, 1, 3)
"""Who lived together as a couple before this day counts as married since then (Decree 123/2015/NĐ-CP, art. 44)."""
HUSBAND, WIFE = 20, 18
"""From what age on they marry (Law 52/2014/QH13, art. 8)."""


def _both(value: Answer | None, other: Answer | None) -> tuple[Span, Span] | None:
    first, second = span(value), span(other)
    return (first, second) if first and second else None


def _half_a_year_before(day: date) -> date:
    """Six months earlier; the 29th to 31st become the 28th, so that the day exists."""
    year, month = (day.year, day.month - 6) if day.month > 6 else (day.year - 1, day.month + 6)
    return date(year, month, min(day.day, 28))


# Marriage (1.000894).


@judging()
def together_since_1987(value: Answer, _answers: Answers, _today: date) -> bool:
    """The day of moving in together is recorded only where it lies before the law of 1987."""
    days = span(value)
    return days is not None and days.first >= COUPLES_OF_BEFORE


@judging(soft=True)
def single_paper_expired(value: Answer, _answers: Answers, today: date) -> bool:
    """The certificate of being single serves for 6 months (Decree 123/2015/NĐ-CP, art. 23)."""
    days = span(value)
    return days is not None and days.last < _half_a_year_before(today)


@judging()
def first_marriage(value: Answer, _answers: Answers, _today: date) -> bool:
    """Who was married before marries at least for the second time."""
    return isinstance(value, int) and value < 2


@judging(soft=True)
def husbands_number_of_a_woman(value: Answer, answers: Answers, today: date) -> bool:
    """A husband's number that says "female" has a slipped digit or belongs to somebody else."""
    return RULES["number_of_a_woman"].judge(value, answers, today) is not None


@judging(soft=True)
def wifes_number_of_a_man(value: Answer, answers: Answers, today: date) -> bool:
    """A wife's number that says "male" has a slipped digit or belongs to somebody else."""
    return RULES["number_of_a_man"].judge(value, answers, today) is not None


@stopping("da_dang_ky")
def married_already(answers: Answers, _today: date) -> bool:
    """A marriage is registered once; afterwards copies are issued from the book (Law 60/2014/QH13)."""
    return answers.get("da_dang_ky") == "roi"


@stopping("da_dang_ky")
def marriage_book_lost(answers: Answers, _today: date) -> bool:
    """Registered again under another procedure (1.004746)."""
    return answers.get("da_dang_ky") == "mat_so"


@stopping("nguoi_viet")
def couple_with_a_foreigner(answers: Answers, _today: date) -> bool:
    """A case with a foreign element, also where one of them lives abroad (Law 60/2014/QH13, art. 37; 2.000806)."""
    return answers.get("nguoi_viet") in {"nguoi_nuoc_ngoai", "o_nuoc_ngoai"}


@stopping("vuong_mac")
def says_married_to_another(answers: Answers, _today: date) -> bool:
    """A married person may not marry another (Law 52/2014/QH13, art. 5)."""
    return answers.get("vuong_mac") == "dang_co"


@stopping("vuong_mac")
def says_too_young(answers: Answers, _today: date) -> bool:
    """Men marry from 20, women from 18 years of age on (Law 52/2014/QH13, art. 8)."""
    return answers.get("vuong_mac") == "chua_du_tuoi"


@stopping("vuong_mac")
def close_kin(answers: Answers, _today: date) -> bool:
    """Kin within three generations may not marry each other (Law 52/2014/QH13, art. 5)."""
    return answers.get("vuong_mac") == "ho_hang"


@stopping("vuong_mac")
def other_bar_to_marriage(answers: Answers, _today: date) -> bool:
    """Free will, one man and one woman, both able to decide (Law 52/2014/QH13, art. 8): a person looks at it."""
    return answers.get("vuong_mac") == "dieu_khac"


@stopping("chong_hon_nhan", "vo_hon_nhan")
def one_is_married_to_another(answers: Answers, _today: date) -> bool:
    """A married person may not marry another (Law 52/2014/QH13, art. 5)."""
    return "dang_co" in {answers.get("chong_hon_nhan"), answers.get("vo_hon_nhan")}


@stopping("chong_ngay_sinh", "vo_ngay_sinh")
def one_is_too_young(answers: Answers, today: date) -> bool:
    """Judged by the birth dates; a year alone is given the benefit of the doubt."""
    return any(
        born is not None and born.first > years_before(today, age)
        for born, age in (
            (span(answers.get("chong_ngay_sinh")), HUSBAND),
            (span(answers.get("vo_ngay_sinh")), WIFE),
        )
    )


@stopping("chong_ly_hon_o", "vo_ly_hon_o")
def foreign_divorce_unrecorded(answers: Answers, _today: date) -> bool:
    """A divorce abroad is entered in the book before the next marriage (procedure 1.000894, notes)."""
    return "chua_ghi" in {answers.get("chong_ly_hon_o"), answers.get("vo_ly_hon_o")}


# Registering a birth again (1.004884).


@judging("ndk_ngay_sinh")
def parent_born_after(value: Answer, answers: Answers, _today: date) -> bool:
    """A parent was born before the child."""
    both = _both(value, answers.get("ndk_ngay_sinh"))
    return both is not None and both[0].first >= both[1].last


@judging("ndk_ngay_sinh", soft=True)
def parent_age_strange(value: Answer, answers: Answers, _today: date) -> bool:
    """Under 13 or over 80 at the birth is rather a slip of the year; it may still be true."""
    both = _both(value, answers.get("ndk_ngay_sinh"))
    if both is None:
        return False
    parent, child = both
    return parent.first > years_before(child.last, 13) or parent.last < years_before(child.first, 81)


@judging("ndk_ngay_sinh")
def registered_before_birth(value: Answer, answers: Answers, _today: date) -> bool:
    """A birth is entered in the book on the day of birth or later."""
    both = _both(value, answers.get("ndk_ngay_sinh"))
    return both is not None and both[0].last < both[1].first


@stopping("giay_va_so")
def birth_book_kept(answers: Answers, _today: date) -> bool:
    """Again only where paper and book are both lost (Decree 123/2015/NĐ-CP, art. 24); else a copy is issued."""
    return answers.get("giay_va_so") == "con_so"


@stopping("giay_va_so")
def birth_paper_kept(answers: Answers, _today: date) -> bool:
    """The declaration pledges that the original is gone (procedure 1.004884, papers)."""
    return answers.get("giay_va_so") == "con_giay"


@stopping("giay_va_so")
def birth_book_unchecked(answers: Answers, _today: date) -> bool:
    """Asking for a copy shows whether the book is there: what the office does first, too (1.004884, steps)."""
    return answers.get("giay_va_so") == "chua_ro"


@stopping("giay_va_so")
def birth_never_entered(answers: Answers, _today: date) -> bool:
    """A first registration of somebody who has papers (procedure 1.004772)."""
    return answers.get("giay_va_so") == "chua_tung"


@stopping("nguoi_viet")
def foreign_person_or_parent(answers: Answers, _today: date) -> bool:
    """A case with a foreign element: a person looks at the papers."""
    return answers.get("nguoi_viet") == "co_nuoc_ngoai"


@stopping("con_song")
def person_has_died(answers: Answers, _today: date) -> bool:
    """Registered again only for the living (Decree 123/2015/NĐ-CP, art. 24)."""
    return answers.get("con_song") == "da_mat"


@stopping("ndk_ngay_sinh", "dk_ngay")
def entered_since_2016(answers: Answers, _today: date) -> bool:
    """Only what was entered before 2016-01-01 (Decree 123/2015/NĐ-CP, art. 24)."""
    days = (span(answers.get("ndk_ngay_sinh")), span(answers.get("dk_ngay")))
    return any(found is not None and found.first >= BOOKS_ARE_ELECTRONIC for found in days)


@stopping("cam_doan")
def pledge_not_given(answers: Answers, _today: date) -> bool:
    """The declaration pledges that every paper there is was handed in (procedure 1.004884, papers)."""
    return answers.get("cam_doan") == "chua"


@stopping("quan_he", "giay_nho")
def stranger_without_authority(answers: Answers, _today: date) -> bool:
    """Who is no close kin needs a certified authority (procedure 1.004884, papers)."""
    return answers.get("quan_he") == "nguoi_khac" and answers.get("giay_nho") == "chua"


# Copies from the books (2.000635).


@judging("loai")
def own_death_paper(value: Answer, answers: Answers, _today: date) -> bool:
    """Nobody asks for the copy of their own death certificate."""
    return value == "ban_than" and answers.get("loai") == "khai_tu"


def _asked_for(answers: Answers, event: str, state: str) -> bool:
    return answers.get("loai") == event and answers.get("trong_so") == state


@stopping("loai", "trong_so")
def no_birth_entry(answers: Answers, _today: date) -> bool:
    """There is a copy only of what was entered; a grown person's birth is entered by 1.004772."""
    return _asked_for(answers, "khai_sinh", "chua_ghi")


@stopping("loai", "trong_so")
def no_marriage_entry(answers: Answers, _today: date) -> bool:
    """There is a copy only of what was entered (procedure 1.000894 enters it)."""
    return _asked_for(answers, "ket_hon", "chua_ghi")


@stopping("loai", "trong_so")
def no_death_entry(answers: Answers, _today: date) -> bool:
    """There is a copy only of what was entered (procedure 1.000656 enters it)."""
    return _asked_for(answers, "khai_tu", "chua_ghi")


@stopping("loai", "trong_so")
def lost_birth_entry(answers: Answers, _today: date) -> bool:
    """Without the book there is no copy; the birth is registered again (procedure 1.004884)."""
    return _asked_for(answers, "khai_sinh", "mat_so")


@stopping("loai", "trong_so")
def lost_marriage_entry(answers: Answers, _today: date) -> bool:
    """Without the book there is no copy; the marriage is registered again (procedure 1.004746)."""
    return _asked_for(answers, "ket_hon", "mat_so")


@stopping("loai", "trong_so")
def lost_death_entry(answers: Answers, _today: date) -> bool:
    """Without the book there is no copy; the death is registered again (procedure 1.005461)."""
    return _asked_for(answers, "khai_tu", "mat_so")


@stopping("loai", "trong_so")
def no_other_entry(answers: Answers, _today: date) -> bool:
    """Of other events nobody can say here what is to be done: a person looks at it."""
    return answers.get("loai") == "khac" and answers.get("trong_so") in {"chua_ghi", "mat_so"}


@stopping("quan_he_khac", "giay_nho")
def outsider_without_authority(answers: Answers, _today: date) -> bool:
    """Who is no close kin needs a certified authority (procedure 2.000635, papers)."""
    return answers.get("quan_he_khac") == "nguoi_ngoai" and answers.get("giay_nho") == "chua"
