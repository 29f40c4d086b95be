"""Bounces are read as mail servers write them; what is late, relayed, quoted or broken is none."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.outbox.rules.incoming import read_mail
from article22.ground.outbox.rules.reports import find_failure, read_report
from tests.outbox import reports

ANA, BRAN = "ana.ferro@valdoria.example", "bran.osk@kestria.example"
FRAGMENTS = (b"--b\n", b"--b--\n", b"\n", b"Action: failed\n", b"Final-Recipient: ;\n", b"Content-Type: message/delivery-status\n", b"\xff\x00\xfe",
             b"Content-Type: multipart/report; boundary=b\n", b"Subject: =?utf-8?b?4?=\n", b"Subject: =?no-such?q?=ff?=\n", b"Message-ID: <x@y>\n",
             b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/plain; charset=\"\x80\"\n", b"Status: 5.1\n")


@pytest.mark.parametrize(("raw", "address", "status"), [
    (reports.POSTFIX_FAILED, ANA, "5.1.1"), (reports.POSTFIX_FAILED, ANA.upper(), "5.1.1"), (reports.EXCHANGE_FAILED, BRAN, "5.2.2"),
    (reports.ONE_BLOCK, ANA, "5.0.0"), (reports.UTF8, "duty@tyrsenia.example", "5.4.1"),
    (reports.POSTFIX_FAILED, "behind.a.forwarding@valdoria.example", "5.1.1"),
    (reports.SENDMAIL_SEVERAL, "second@maristan.example", "5.1.1"),
    (reports.SENDMAIL_SEVERAL, "everybody@maristan.example", "5.1.1"),
    (reports.CUT, ANA, "unknown"),
])
def test_what_failed_for_good_is_a_bounce(raw: bytes, address: str, status: str) -> None:
    assert find_failure(read_report(raw), address) == status


@pytest.mark.parametrize(("raw", "address"), [
    (reports.POSTFIX_DELAYED, ANA), (reports.POSTFIX_RELAYED, ANA), (reports.SENDMAIL_SEVERAL, "first@maristan.example"),
    (reports.SENDMAIL_SEVERAL, "duty@maristan.example"), (reports.OUT_OF_OFFICE, ANA), (reports.QUOTED, ANA), (b"", ANA), (b"\x00\xff\n\n", ANA),
])
def test_what_is_late_relayed_delivered_quoted_or_no_report_is_none(raw: bytes, address: str) -> None:
    assert find_failure(read_report(raw), address) is None


@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=20).map(b"".join)))
def test_no_mail_is_so_broken_that_reading_it_fails(raw: bytes) -> None:
    find_failure(read_report(raw), ANA)
    mail = read_mail(raw)
    (mail.subject + mail.body).encode()
    assert "\x00" not in mail.subject + mail.body


def test_a_mail_is_read_in_words() -> None:
    mail = read_mail(b"Message-ID: <018f0000-0000-7000-8000-000000000022@liaison.example>\r\nSubject: =?utf-8?q?S=C3=A3o?=\r\n =?utf-8?q?_Tom=C3=A9?=\r\n"
                     b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nYcOnw6NvDQo=\r\n")
    assert mail.message == UUID("018f0000-0000-7000-8000-000000000022")
    assert (mail.subject, mail.body) == ("São Tomé", "ação\n")
