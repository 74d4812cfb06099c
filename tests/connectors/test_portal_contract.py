"""What every adapter must do, whichever it is: the same cases against each of them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.packet import PacketPortal
from connectors.port import Portal, PortalMisused, PortalRejected


@pytest.fixture(params=["packet", "dvcqg"])
def any_portal(request) -> Iterator[Portal]:
    if request.param == "packet":
        yield PacketPortal()
        return
    yield request.getfixturevalue("portal")


def test_the_receipt_names_our_reference_and_tells_when(any_portal, dossier):
    receipt = any_portal.submit(dossier)
    assert receipt.reference == dossier.reference
    assert receipt.accepted_at.utcoffset() is not None
    assert receipt.trial == any_portal.trial


def test_submitting_again_gives_the_same_receipt(any_portal, dossier):
    assert [any_portal.submit(dossier) for _ in range(3)] == [any_portal.submit(dossier)] * 3


def test_two_dossiers_get_two_receipts(any_portal, another):
    first, second = (any_portal.submit(another(f"MC-{number}-ABCD")) for number in (1, 2))
    assert first.reference != second.reference
    assert first.code is None or first.code != second.code


def test_threads_with_the_same_dossier_agree(any_portal, dossier):
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(any_portal.submit, [dossier] * 16))
    assert receipts == [receipts[0]] * 16


def test_a_dossier_without_phone_papers_and_page_is_taken(any_portal, another):
    bare = another(phone=None, papers=(), portal_page=None)
    assert any_portal.submit(bare).reference == bare.reference


def test_odd_signs_in_answers_do_no_harm(any_portal, another):
    odd = '#strong[x] $1$ \\ <b>&amp;"\u2028 \U0001f9d3 Nguyê\u0303n\x07 @ref `code` */ //'
    receipt = any_portal.submit(another(applicant=odd, form={"a.b": odd}))
    assert receipt.reference == "MC-7K3F-92QX"


def test_a_code_nobody_gave_out_is_no_reason_to_try_again(any_portal):
    with pytest.raises((PortalRejected, PortalMisused)):
        any_portal.status("000.00.01.H00-261122-9999")


def test_attachments_are_what_they_claim_to_be(any_portal, dossier):
    for attachment in any_portal.submit(dossier).attachments:
        assert dossier.reference in attachment.name
        if attachment.media_type == "application/json":
            assert json.loads(attachment.content)["reference"] == dossier.reference
        else:
            assert attachment.media_type == "application/pdf"
            assert attachment.content.startswith(b"%PDF-")
