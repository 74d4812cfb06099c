"""Named rules of the residence forms: where they end, and what their answers may be. Registers, decides no order.

Register them by importing `flows.rules`, which imports every topic.
"""

from __future__ import annotations

from datetime import date

from flows.answers import Answer, Answers
from flows.dates import span, years_before
from flows.rules import judging, stopping

SHORT_STAY_NIGHTS = 29
LONGEST_STAY_MONTHS = 24


@judging()
def not_even_one(value: Answer, _answers: Answers, _today: date) -> bool:
    """Guests, nights and months are counted from one."""
    return value == 0


@judging()
def stays_a_month(value: Answer, _answers: Answers, _today: date) -> bool:
    """From 30 days on it is a temporary residence (Law 68/2020/QH14, art. 27)."""
    return isinstance(value, int) and value > SHORT_STAY_NIGHTS


@judging()
def longer_than_two_years(value: Answer, _answers: Answers, _today: date) -> bool:
    """A temporary residence is registered for two years at most (Law 68/2020/QH14, art. 27)."""
    return isinstance(value, int) and value > LONGEST_STAY_MONTHS


@judging(soft=True)
def few_months(value: Answer, _answers: Answers, _today: date) -> bool:
    """Who says "two" may well mean years: the form counts months."""
    return value in (1, 2)


@judging(soft=True)
def stay_date_odd(value: Answer, _answers: Answers, today: date) -> bool:
    """A stay is told on the day it begins; more than a month away is rather a slip of the month or year."""
    days = span(value)
    return days is not None and (abs((days.first - today).days) > 31 and abs((days.last - today).days) > 31)


@judging("chu_ho")
def mover_is_head(value: Answer, answers: Answers, _today: date) -> bool:
    """Somebody else's house: its owner cannot be the head of household where the mover is."""
    return value == "chu_ho" and answers.get("chu_ho") == "chinh"


@judging("cha_me_ket_hon")
def father_not_named(value: Answer, answers: Answers, _today: date) -> bool:
    """A father who is not on the birth certificate takes no child into his household by it."""
    return value == "cha" and answers.get("cha_me_ket_hon") == "khong_ghi_cha"


# Where a form ends.


@stopping("duoc_nho")
def not_asked_for_help(answers: Answers, _today: date) -> bool:
    """A form about somebody's home is filled in for them only when they ask for it."""
    return answers.get("duoc_nho") == "chua"


@stopping("loai_cho")
def moves_into_no_home(answers: Answers, _today: date) -> bool:
    """Pagodas, boats, barracks and care homes have papers of their own (procedure 1.004222)."""
    return answers.get("loai_cho") == "cho_khac"


@stopping("da_co_ten")
def residence_registered_already(answers: Answers, _today: date) -> bool:
    """Whoever is registered there needs nothing; a proof of it is procedure 1.010041."""
    return answers.get("da_co_ten") == "roi"


@stopping("da_co_ten")
def lives_abroad(answers: Answers, _today: date) -> bool:
    """Vietnamese abroad use another form when their passport has run out (procedure 1.004222)."""
    return answers.get("da_co_ten") == "nuoc_ngoai"


@stopping("loai_cho", "than_nhan")
def kin_not_close_enough(answers: Answers, _today: date) -> bool:
    """Kin that article 20 does not name come in as guests of the owner (Law 68/2020/QH14, art. 20)."""
    return answers.get("than_nhan") == "ho_hang"


@stopping("loai_cho", "dien_ruot")
def no_ground_for_kin(answers: Answers, _today: date) -> bool:
    """Brothers, sisters, grandparents: only for the old, the disabled and minors (Law 68/2020/QH14, art. 20)."""
    return answers.get("dien_ruot") == "khong"


@stopping("giay_thue")
def lease_not_certified(answers: Answers, _today: date) -> bool:
    """For a permanent residence the lease is notarised or certified (procedure 1.004222)."""
    return answers.get("giay_thue") == "chua_dong_dau"


@stopping("cs_dong_y")
def owner_not_willing(answers: Answers, _today: date) -> bool:
    """The owner, or one heir of a late owner, agrees first (Circular 116/2026/TT-BCA, form CT01)."""
    return answers.get("cs_dong_y") == "chua"


@stopping("ch_dong_y")
def head_not_willing(answers: Answers, _today: date) -> bool:
    """The head of the household agrees first (Circular 116/2026/TT-BCA, form CT01)."""
    return answers.get("ch_dong_y") == "chua"


@stopping("cm_dong_y")
def parents_not_willing(answers: Answers, _today: date) -> bool:
    """A parent or guardian agrees for whoever is under 18 (Circular 116/2026/TT-BCA, form CT01)."""
    return answers.get("cm_dong_y") == "chua"


@stopping("cung_xa")
def stays_in_own_commune(answers: Answers, _today: date) -> bool:
    """Temporary residence is outside the commune of permanent residence (Law 68/2020/QH14, art. 27)."""
    return answers.get("cung_xa") == "cung"


@stopping("bao_lau")
def stay_too_short(answers: Answers, _today: date) -> bool:
    """Under 30 days the host only tells the police (procedure 2.001159)."""
    return answers.get("bao_lau") == "duoi_30"


@stopping("o_lai")
def stay_too_long(answers: Answers, _today: date) -> bool:
    """From 30 days on the guest registers a temporary residence (procedure 1.004194)."""
    return answers.get("o_lai") == "tu_30"


@stopping("cho_tam")
def many_lodgers(answers: Answers, _today: date) -> bool:
    """A list of lodgers is filed by the landlord with a request of its own (procedure 1.004194)."""
    return answers.get("cho_tam") == "nhieu"


@stopping("cho_tam")
def stays_in_barracks(answers: Answers, _today: date) -> bool:
    """Soldiers and police need an introduction of their unit (procedure 1.004194)."""
    return answers.get("cho_tam") == "don_vi"


@stopping("noi_ngu")
def guests_of_a_business(answers: Answers, _today: date) -> bool:
    """Hotels and hospitals tell the police themselves (Law 68/2020/QH14, art. 30)."""
    return answers.get("noi_ngu") == "co_so"


@stopping("da_dua_the")
def card_may_be_enough(answers: Answers, _today: date) -> bool:
    """Whoever wants the paper looks residence up first (Decree 104/2022/NĐ-CP, art. 14)."""
    return answers.get("da_dua_the") == "chua"


@stopping("nks_ngay_sinh")
def too_old_to_join(answers: Answers, today: date) -> bool:
    """The joined filing is for children under 6 (procedure 2.000986)."""
    born = span(answers.get("nks_ngay_sinh"))
    return born is not None and born.last <= years_before(today, 6)
