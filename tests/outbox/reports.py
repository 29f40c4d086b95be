"""Reports of delivery in the shapes in which mail servers write them. The names in them are invented."""

POSTFIX_FAILED = b"""\
Return-Path: <>
Date: Mon, 15 Jun 2026 13:00:05 +0000 (UTC)
From: MAILER-DAEMON@relay.liaison.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounce+x@liaison.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9B095B5ADSN.1/relay.liaison.example"
Content-Transfer-Encoding: 8bit

This is a MIME-encapsulated message.

--9B095B5ADSN.1/relay.liaison.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host relay.liaison.example.

<ana.ferro@valdoria.example>: host mx.valdoria.example[192.0.2.7] said: 550 5.1.1 unknown
    (in reply to RCPT TO command)

--9B095B5ADSN.1/relay.liaison.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.liaison.example
X-Postfix-Queue-ID: 9B095B5
Arrival-Date: Mon, 15 Jun 2026 13:00:02 +0000 (UTC)

Final-Recipient: rfc822; ana.ferro@valdoria.example
Original-Recipient: rfc822;ana.ferro@valdoria.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.valdoria.example
Diagnostic-Code: smtp; 550 5.1.1 unknown

--9B095B5ADSN.1/relay.liaison.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Subject: Case 26-0001

--9B095B5ADSN.1/relay.liaison.example--
"""

POSTFIX_DELAYED = POSTFIX_FAILED.replace(b"Action: failed", b"Action: delayed").replace(b"Status: 5.1.1", b"Status: 4.4.1")
POSTFIX_RELAYED = POSTFIX_FAILED.replace(b"Action: failed", b"Action: relayed").replace(b"Status: 5.1.1", b"Status: 2.0.0")

EXCHANGE_FAILED = b"""\
From: <postmaster@kestria.example>\r
To: <bounce+x@liaison.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status;\r
 boundary="_000_5ee8"\r
X-MS-Exchange-Message-Is-Ndr:\r
Subject: Undeliverable: Case 26-0001\r
\r
--_000_5ee8\r
Content-Type: multipart/alternative; boundary="_001_5ee8"\r
\r
--_001_5ee8\r
Content-Type: text/plain; charset="us-ascii"\r
\r
Your message to Bran.Osk@kestria.example couldn't be delivered.\r
--_001_5ee8--\r
\r
--_000_5ee8\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns;EX01.kestria.example\r
Received-From-MTA: dns;relay.liaison.example\r
\r
Final-Recipient: rfc822;Bran.Osk@Kestria.example\r
Action: failed\r
Status: 5.2.2 (mailbox full)\r
Diagnostic-Code: smtp;552 5.2.2 STOREDRV.Deliver; mailbox full\r
X-Display-Name: Bran Osk\r
\r
--_000_5ee8--\r
"""

SENDMAIL_SEVERAL = b"""\
From: Mail Delivery Subsystem <MAILER-DAEMON@list.maristan.example>
To: bounce+x@liaison.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="q5F.178/list"

--q5F.178/list

   ----- The following addresses had permanent fatal errors -----
<second@maristan.example>

--q5F.178/list
Content-Type: message/delivery-status

Reporting-MTA: dns; list.maristan.example
Arrival-Date: Mon, 15 Jun 2026 13:00:02 GMT

Original-Recipient: rfc822;duty@maristan.example
Final-Recipient: RFC822; first@maristan.example
Action: delivered (to mailbox)
Status: 2.1.5

Final-Recipient: RFC822; second@maristan.example
Action: failed
Status: 5.1.1
Diagnostic-Code: SMTP; 550 5.1.1 <second@maristan.example>... User unknown

--q5F.178/list--
"""

ONE_BLOCK = b"""\
From: postmaster@old.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; old.example
Final-Recipient: rfc822; ana.ferro@valdoria.example
Action: failed
Status: 5.0.0
--b--
"""

UTF8 = b"""\
From: postmaster@tyrsenia.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=global-delivery-status; boundary=b

--b
Content-Type: message/global-delivery-status

Reporting-MTA: dns; tyrsenia.example

Final-Recipient: utf-8; duty@tyrsenia.example
Action: failed
Status: 5.4.1

--b--
"""

OUT_OF_OFFICE = b"""\
From: ana.ferro@valdoria.example
To: bounce+x@liaison.example
Subject: Out of office
Auto-Submitted: auto-replied
Content-Type: text/plain

Action: failed
"""

# Somebody's old report, forwarded: it is about another message.
QUOTED = b"""\
From: ana.ferro@valdoria.example
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: message/rfc822

""" + POSTFIX_FAILED + b"""
--outer--
"""

CUT = POSTFIX_FAILED[:POSTFIX_FAILED.index(b"Status:")]
