"""Named rules of pensions, driving licences, household businesses and judicial records. It decides no order.

The same contract as `flows/rules.py`, which keeps the register: a rule sees the answers that count and the day.
Where a stop reads several fields, the last one is the question that is opened again.
"""

from __future__ import annotations

from datetime import date

from flows.answers import Answer, Answers
from flows.dates import span, years_before
from flows.rules import judging, stopping

OLDEST_ON_BUSES = {"nam": 57, "nữ": 55}
"""Up to when buses of more than 29 seats are driven (Law 36/2024/QH15, art. 59)."""
BUSES = frozenset({"D", "DE"})
"""Classes of such buses since 2025 (Law 36/2024/QH15, art. 57)."""
AT_HOME_FROM = 80
GROWN_UP = 18


def _is_younger(born: Answer | None, years: int, today: date) -> bool:
    """Certainly below this age, however vague the birth date is."""
    days = span(born)
    return days is not None and days.first > years_before(today, years)


def _is_at_least(born: Answer | None, years: int, today: date) -> bool:
    """Certainly of this age, however vague the birth date is."""
    days = span(born)
    return days is not None and days.last <= years_before(today, years)


# Where and how a pension is paid (1.014176).


@stopping("khoan_nhan")
def allowance_of_the_commune(answers: Answers, _today: date) -> bool:
    """Social pensions and social aid are the commune's, not social insurance (procedures 1.014027, 1.001776)."""
    return answers.get("khoan_nhan") == "cua_xa"


@stopping("khoan_nhan")
def no_pension_yet(answers: Answers, _today: date) -> bool:
    """Only who is paid already can change how (procedure 1.014176, steps)."""
    return answers.get("khoan_nhan") == "chua"


@stopping("viec_doi")
def somebody_collects(answers: Answers, _today: date) -> bool:
    """Letting somebody else collect the money is procedure 1.001601."""
    return answers.get("viec_doi") == "nho_nhan"


@stopping("viec_doi")
def pensioner_goes_abroad(answers: Answers, _today: date) -> bool:
    """The place changes within the country only (procedure 1.014176, steps)."""
    return answers.get("viec_doi") == "ra_nuoc_ngoai"


@stopping("viec_doi", "cach_cu", "cach_moi")
def same_way_again(answers: Answers, _today: date) -> bool:
    """Nothing changes; one account for another is a change all the same."""
    unchanged = answers.get("cach_moi") == answers.get("cach_cu")
    return (
        answers.get("viec_doi") == "doi_cach" and unchanged and answers.get("cach_cu") in {"tien_mat", "tai_nha"}
    )


@stopping("co_tai_khoan")
def no_account_yet(answers: Answers, _today: date) -> bool:
    """Nothing can be paid into an account that is not there."""
    return answers.get("co_tai_khoan") == "chua"


@stopping("nyc_ngay_sinh", "cach_moi")
def too_young_to_be_paid_at_home(answers: Answers, today: date) -> bool:
    """Paid at home from the age of 80 on (Law 41/2024/QH15, art. 10)."""
    return answers.get("cach_moi") == "tai_nha" and _is_younger(answers.get("nyc_ngay_sinh"), AT_HOME_FROM, today)


# Changing a driving licence (3.000347).


@stopping("loai_bang")
def licence_of_another_authority(answers: Answers, _today: date) -> bool:
    """Foreign, military and police licences are changed by procedures of their own (national catalogue)."""
    return answers.get("loai_bang") == "noi_khac"


@stopping("loai_bang", "ly_do")
def licence_never_ends(answers: Answers, _today: date) -> bool:
    """Licences for motorcycles have no end (Law 36/2024/QH15, art. 57)."""
    return answers.get("loai_bang") == "xe_may" and answers.get("ly_do") == "sap_het_han"


@stopping("ly_do")
def class_name_is_old(answers: Answers, _today: date) -> bool:
    """Licences of before 2025 stay good until their end (Law 36/2024/QH15, art. 89)."""
    return answers.get("ly_do") == "ten_hang_cu"


@stopping("bang_dang_o")
def licence_lost(answers: Answers, _today: date) -> bool:
    """A lost licence is issued again (procedure 3.000348)."""
    return answers.get("bang_dang_o") == "mat"


@stopping("loai_bang", "bang_dang_o")
def licence_with_the_police(answers: Answers, _today: date) -> bool:
    """Only a joined licence is changed while it is suspended (procedure 3.000347, papers)."""
    return answers.get("bang_dang_o") == "cong_an" and answers.get("loai_bang") in {"o_to", "xe_may"}


@stopping("con_han")
def licence_overdue(answers: Answers, _today: date) -> bool:
    """After its end a licence is got by passing the test again (procedure 3.000346)."""
    return answers.get("con_han") == "qua_han"


@stopping("phat_xong")
def fine_not_settled(answers: Answers, _today: date) -> bool:
    """Not changed before traffic penalties are settled (Law 36/2024/QH15, art. 62)."""
    return answers.get("phat_xong") == "chua"


@stopping("kham_suc_khoe")
def no_health_certificate(answers: Answers, _today: date) -> bool:
    """Needed for all classes but A1, A and B1 (procedure 3.000347, papers)."""
    return answers.get("kham_suc_khoe") == "chua"


@stopping("nyc_gioi_tinh", "nyc_ngay_sinh", "hang_o_to")
def too_old_for_buses(answers: Answers, today: date) -> bool:
    """Buses of more than 29 seats are driven up to an age (Law 36/2024/QH15, art. 59)."""
    limit = OLDEST_ON_BUSES.get(str(answers.get("nyc_gioi_tinh")))
    drives_buses = answers.get("hang_o_to") in BUSES
    return drives_buses and limit is not None and _is_at_least(answers.get("nyc_ngay_sinh"), limit, today)


# Registering a household business (1.001612).


@stopping("viec_ban")
def hawker_needs_nothing(answers: Answers, _today: date) -> bool:
    """Hawkers and sellers of snacks do not register (Decree 168/2025/NĐ-CP, art. 82)."""
    return answers.get("viec_ban") == "ban_rong"


@stopping("viec_ban")
def farmer_needs_nothing(answers: Answers, _today: date) -> bool:
    """Farming, fishing and making salt are not registered (Decree 168/2025/NĐ-CP, art. 82)."""
    return answers.get("viec_ban") == "ruong"


@stopping("da_dung_ten")
def has_a_business(answers: Answers, _today: date) -> bool:
    """One person, one household business (Decree 168/2025/NĐ-CP); its contents are changed by 2.000720."""
    return answers.get("da_dung_ten") == "roi"


@stopping("nyc_quoc_tich")
def owner_is_foreign(answers: Answers, _today: date) -> bool:
    """For citizens of Vietnam (procedure 1.001612, who)."""
    return answers.get("nyc_quoc_tich") == "nuoc_khac"


@stopping("giay_cu")
def family_has_not_signed(answers: Answers, _today: date) -> bool:
    """A family names its owner in a certified paper (procedure 1.001612, papers)."""
    return answers.get("giay_cu") == "chua"


@stopping("giay_nho")
def no_authority_to_file(answers: Answers, _today: date) -> bool:
    """Somebody else files with a written authority (procedure 1.001612, papers)."""
    return answers.get("giay_nho") == "chua"


@stopping("nyc_ngay_sinh")
def too_young_to_trade(answers: Answers, today: date) -> bool:
    """An owner is 18 (Decree 168/2025/NĐ-CP, art. 82; Civil Code 91/2015/QH13, art. 20)."""
    return _is_younger(answers.get("nyc_ngay_sinh"), GROWN_UP, today)


# A judicial record sheet (3.000333). Whether somebody has a record is never asked.


@stopping("loai_phieu")
def sheet_not_known(answers: Answers, _today: date) -> bool:
    """Whoever wants the sheet says which of the two (procedure 3.000333, notes)."""
    return answers.get("loai_phieu") == "chua_ro"


@stopping("quan_he", "loai_phieu")
def sheet_two_by_another(answers: Answers, _today: date) -> bool:
    """Sheet 2 is asked for in person; parents may for a minor (procedure 3.000333, papers)."""
    return answers.get("loai_phieu") == "so_2" and answers.get("quan_he") in {"vo_chong", "con", "khac"}


@stopping("loai_phieu", "quan_he", "nyc_ngay_sinh")
def sheet_two_of_an_adult(answers: Answers, today: date) -> bool:
    """From 18 on nobody asks for sheet 2 in another's place (procedure 3.000333, papers)."""
    for_another = answers.get("loai_phieu") == "so_2" and answers.get("quan_he") in {"cha", "me"}
    return for_another and _is_at_least(answers.get("nyc_ngay_sinh"), GROWN_UP, today)


@stopping("giay_nho_lam_thay")
def authority_not_certified(answers: Answers, _today: date) -> bool:
    """Who is neither parent, spouse nor child needs a certified authority (procedure 3.000333, papers)."""
    return answers.get("giay_nho_lam_thay") == "chua"


@judging("quan_he")
def spouse_denied(value: Answer, answers: Answers, _today: date) -> bool:
    """Nobody without a spouse has a spouse who files."""
    return value == "khong" and answers.get("quan_he") == "vo_chong"
