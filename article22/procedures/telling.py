"""What becomes of messages: who may be sent to, what is caught instead, and what each try means to whoever caused it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from article22.contexts.cases.actions.answering import mark_told, note_messages, note_unreached
from article22.contexts.cases.actions.opening import Opening, Writer
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import find_recipient, list_recipients
from article22.contexts.cases.rules import letters
from article22.contexts.cases.rules import terms as case_terms
from article22.contexts.cases.rules.opening import NOBODYS
from article22.contexts.cases.rules.recipients import Recipient
from article22.contexts.missions.actions import drilling, representing
from article22.contexts.missions.queries.representatives import list_languages, list_ways_among
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.accounts import queries as accounts
from article22.ground.accounts.queries import Desk
from article22.ground.accounts.rules import Role
from article22.ground.installation.queries import get_kind
from article22.ground.installation.rules import Kind
from article22.ground.languages.queries import written
from article22.ground.languages.rules import Letter
from article22.ground.outbox import queries
from article22.ground.outbox.actions import catching
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.addresses import folded
from article22.ground.outbox.rules.messages import DRILL, Channel, Fate, Outgoing, Receipt, Reply, Sending, Settled, State, is_of_address
from article22.ground.outbox.rules.reports import find_failure, read_report
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.kernel.text import Text, unpacked
from article22.procedures.codes import filled
from article22.procedures.flagging import hear_of_form
from article22.procedures.links import Opens, make_link

CHANNEL_OF: Mapping[WayKind, Channel] = {WayKind.MAIL: Channel.MAIL, WayKind.MOBILE: Channel.SMS, WayKind.OFFICE: Channel.VOICE}
TOLD = "case.told"
NOTICE = "case.notice"  # to a program: that it took it in does not mean that a person was told


class StillOut(Refusal):
    """A report of a message whose sending is not written back yet."""


def take(most: int, *, by: Actor, at: datetime) -> Sequence[Sending]:
    """Claim what is due, and give back what may leave; all else is settled here.

    In a live installation nothing leaves for an address that is neither armed, nor that of somebody who signs in, nor one by which a representative on
    record is reached. In a demo webhooks are caught here, and all else by the catchers. What was purged is sent to nobody.
    """
    claimed = outbox.claim(most)
    if not claimed:
        return ()
    kept = {reply.message: reply for reply in _kept_back(claimed, by=by, at=at)}
    if kept:
        settle(list(kept.values()), by=by, at=at)
    return [filled(each) for each in claimed if each.id not in kept]


def _kept_back(claimed: Sequence[Sending], *, by: Actor, at: datetime) -> Iterator[Reply]:
    """The replies for what does not go on to a channel."""
    is_demo = get_kind() is Kind.DEMO
    known = frozenset() if is_demo else _known(claimed, by=by)
    for each in claimed:
        if each.body is None:
            yield Reply(message=each.id, tries=each.tries, fate=Fate.WITHDRAWN, fault="purged")
        elif not is_demo and (each.channel, folded(each.channel, each.address)) not in known:
            yield Reply(message=each.id, tries=each.tries, fate=Fate.NOT_ARMED, fault="not-armed")
        elif is_demo and each.channel is Channel.WEBHOOK:
            catching.catch([catching.Catch(message=each.id, channel=each.channel, address=each.address, subject=each.subject, body=each.body)], by=by, at=at)
            yield Reply(message=each.id, tries=each.tries, fate=Fate.ACCEPTED)


def _known(claimed: Sequence[Sending], *, by: Actor) -> frozenset[tuple[Channel, str]]:
    """Where something may leave for: armed addresses, the mail addresses of people who sign in, and the ways by which representatives are reached."""
    by_channel = {channel: [each.address for each in claimed if each.channel is channel] for channel in Channel}
    armed = {(channel, address) for channel, addresses in by_channel.items() if addresses
             for address in queries.list_armed(channel, addresses, seen_by=by)}
    people = accounts.list_mail_addresses(by_channel[Channel.MAIL])
    ways = {(CHANNEL_OF[kind], address) for kind, address in list_ways_among((each.address for each in claimed), seen_by=by)}
    return frozenset(armed | ways | {(Channel.MAIL, folded(Channel.MAIL, address)) for address in people})


def settle(replies: Sequence[Reply], *, by: Actor, at: datetime) -> Sequence[Settled]:
    """Write back what became of tries, and tell the cases whose desks they reached or missed."""
    settled = outbox.settle(replies, by=by, at=at)
    for each in settled:
        _tell_case(each, by=by, at=at)
        hear_of_form(each, by=by, at=at)
        if each.state is State.FAILED:
            _tell_register(each, queries.get_message(each.id, seen_by=by).address, by=by, at=at)
    return settled


def _tell_register(each: Settled, address: str, *, by: Actor, at: datetime) -> None:
    """A message came back, or was refused for good: whoever is reached by that address is asked after (domain.md 5.6), where it is the address's fault."""
    if is_of_address(each.fault):
        representing.fail_address(address, each.fault, by=by, at=at)
    if each.kind.startswith(DRILL):
        drilling.note_back(each.id, each.state)


def _tell_case(each: Settled, *, by: Actor, at: datetime) -> None:
    if each.kind != TOLD or not (each.is_at_end or each.state is State.HELD):
        return
    recipient = find_recipient(each.cause, each.id, seen_by=by)
    if recipient is None:
        return
    if each.state is State.HANDED:
        if recipient.told_at is None:
            mark_told(recipient, how=case_terms.Told.MAIL, by=by, at=at)
    elif each.state is not State.CANCELLED:
        note_unreached(recipient, each.fault or each.state.value, by=by, at=at)


def writer_to(desks: Mapping[str, Desk]) -> Writer:
    """Writes to each desk: to the address that its lines print, else to the people of its organisation here. A desk with neither is telephoned."""
    def write(opening: Opening, recipient: Recipient, recipient_id: UUID) -> Sequence[Outgoing]:
        return _letters_to(Opens(case=opening.id, recipient=recipient_id), recipient, _facts_of(opening), desks,
                           organisation=opening.where.mission.organisation_id if opening.where.mission else None, at=opening.opened_at)

    return write


def tell_desks(case: Case, recipients: Collection[UUID], desks: Mapping[str, Desk], *, by: Actor, at: datetime) -> None:
    """Write to desks of a case that is on record: those that were added, or all once it has become something else."""
    rows = [row for row in list_recipients(case, seen_by=by) if row.pk in recipients]
    for row in rows:
        recipient = Recipient(authority=row.authority, office=row.office or None, contact=row.contact or None, who=unpacked(row.who),
                              because=unpacked(row.because), lines=tuple(row.lines))
        written = _letters_to(Opens(case=case.pk, recipient=row.pk), recipient, facts_of(case), desks, organisation=case.organisation_id, at=at)
        note_messages(row, outbox.enqueue(written, by=by, at=at))


def tell_withdrawn(case: Case, *, by: Actor, at: datetime) -> None:
    """Write to every desk that was told of a case, or is about to be, that it is withdrawn."""
    letter, notice = letters.withdrawn(facts_of(case), at=at), letters.withdrawn_notice(case.number, case_terms.CaseKind(case.kind))
    desks = accounts.list_desks()
    told = [row for row in list_recipients(case, seen_by=by) if row.dropped_at is None and (row.told_at or row.messages)]
    mail = {(Channel.MAIL, address): letter for row in told for address in _addresses_of(row.authority, row.lines, desks)}
    hooks = {(Channel.WEBHOOK, address): notice for row in told for address in _webhooks_of(row.authority, desks)}
    outbox.enqueue([Outgoing(channel=channel, address=address, subject=written.subject, body=written.body, kind="case.withdrawn", cause=case.pk,
                             organisation=case.organisation_id) for (channel, address), written in {**mail, **hooks}.items()], by=by, at=at)


def tell_analysts(case: Case, *, by: Actor, at: datetime) -> None:
    """Page the analysts for a threat that a mission received; of another kind they hear nothing."""
    if case.kind != case_terms.CaseKind.THREAT_RECEIVED:
        return
    letter = letters.threat(facts_of(case), desk=desk_of(case))
    outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=letter.subject, body=letter.body, kind="case.threat", cause=case.pk,
                             organisation=case.organisation_id) for address in accounts.list_addresses_of(Role.ANALYST)], by=by, at=at)


def tell_mission(case: Case, letter: Letter, kind: str, *, by: Actor, at: datetime) -> None:
    """Write to the representatives of a case's mission. One that has nobody here is reached by its liaison."""
    addresses = accounts.list_addresses_of(Role.REPRESENTATIVE, organisation=case.organisation_id) if case.organisation_id else ()
    outbox.enqueue(mails(addresses, letter, kind=kind, cause=case.pk, organisation=case.organisation_id), by=by, at=at)


def mails(addresses: Collection[str], letter: Letter, *, kind: str, cause: UUID, organisation: UUID | None) -> Sequence[Outgoing]:
    """A letter to people of a mission's organisation, to each in the language that they chose in the register; to anybody else in English."""
    chosen = list_languages(organisation, addresses) if organisation else {}
    return [message(Channel.MAIL, address, letter, chosen.get(address, ""), kind=kind, cause=cause, organisation=organisation) for address in addresses]


def message(channel: Channel, address: str, letter: Letter, language: str, *, kind: str, cause: UUID, organisation: UUID | None) -> Outgoing:
    """A letter to one address by one channel, in a language."""
    subject, body = written(letter, language, is_mail=channel is Channel.MAIL)
    return Outgoing(channel=channel, address=address, subject=subject, body=body, language=language, kind=kind, cause=cause, organisation=organisation)


def portal_of(case: Case) -> str:
    """Where a mission reads its case."""
    return f"{settings.ENVIRONMENT.public_url}/portal/{case.number}/"


def desk_of(case: Case) -> str:
    """Where the desk reads a case."""
    return f"{settings.ENVIRONMENT.public_url}/desk/{case.number}/"


def _letters_to(opens: Opens, recipient: Recipient, facts: letters.Facts, desks: Mapping[str, Desk], *, organisation: UUID | None,
                at: datetime) -> list[Outgoing]:
    until = at + letters.LINK_LASTS
    link = make_link(opens, until=until)
    letter = letters.told(facts, who=recipient.who, because=recipient.because, link=link, until=until)
    notice = letters.notice(facts.number, facts.kind, link=link)
    return [*(Outgoing(channel=Channel.MAIL, address=address, subject=letter.subject, body=letter.body, kind=TOLD, cause=opens.case,
                       organisation=organisation) for address in _addresses_of(recipient.authority, recipient.lines, desks)),
            *(Outgoing(channel=Channel.WEBHOOK, address=address, subject=notice.subject, body=notice.body, kind=NOTICE, cause=opens.case,
                       organisation=organisation) for address in _webhooks_of(recipient.authority, desks))]


def _addresses_of(authority: str, lines: Sequence[Mapping[str, Any]], desks: Mapping[str, Desk]) -> Sequence[str]:
    """Where a desk is written to: what its lines print, else its people here."""
    printed = [line["email"] for line in lines if line["email"]]
    return list(dict.fromkeys(printed or (desks[authority].addresses if authority in desks else ())))


def _webhooks_of(authority: str, desks: Mapping[str, Desk]) -> Sequence[str]:
    """The programs of a desk that are told beside its people."""
    return desks[authority].webhooks if authority in desks else ()


def _facts_of(opening: Opening) -> letters.Facts:
    report, where = opening.report, opening.where
    return letters.Facts(
        number=opening.number, kind=report.kind, mission=f"{where.mission or NOBODYS}", place=where.place.text if where.place else "",
        summary=report.summary, description=report.description, happened_at=report.happened_at, starts_at=report.starts_at, ends_at=report.ends_at,
        expected_size=report.expected_size, reported_by=opening.name, reported_at=opening.opened_at,
        zone=ZoneInfo(where.place.zone) if where.place and where.place.zone else where.hours.zone)


def facts_of(case: Case) -> letters.Facts:
    """The same of a case that is kept. What was purged is left out."""
    return letters.Facts(
        number=case.number, kind=case_terms.CaseKind(case.kind), mission=f"{case.mission or NOBODYS}", place=case.place or "", summary=case.summary or "",
        description=case.description or "", happened_at=case.happened_at, starts_at=case.starts_at, ends_at=case.ends_at, expected_size=case.expected_size,
        reported_by=f"{case.whose}", reported_at=case.opened_at, zone=ZoneInfo(case.zone or "UTC"))


def take_report(message: UUID, raw: bytes, *, by: Actor, at: datetime) -> Settled | None:
    """Read a mail that came back for a message; what it settled, None where it reports no failure.

    Raises Absent where there is no such message, StillOut where its own worker has not written back yet: the mail server then tries again.
    """
    row = queries.get_message(message, seen_by=by)
    status = find_failure(read_report(raw), row.address)
    if status is None:
        return None
    return _come_back(row, f"dsn-{status}", by=by, at=at)


def take_receipt(message: UUID, receipt: Receipt, code: str, *, by: Actor, at: datetime) -> Settled | None:
    """What a gateway reports of a message that it took, `code` being its own short word for why; what it settled, None where nothing was out.

    One that could not be delivered has bounced, as a mail does; one of a drill may have been answered. Raises Absent for what went to no telephone, StillOut.
    """
    row = queries.get_message(message, seen_by=by)
    if row.channel not in {Channel.SMS, Channel.VOICE}:
        raise Absent
    if receipt is Receipt.UNDELIVERABLE:
        return _come_back(row, f"receipt-{code or 'unknown'}", by=by, at=at)
    _check_is_back(row)
    if receipt is Receipt.ANSWERED and row.kind.startswith(DRILL):
        drilling.answer_message(message, by=by, at=at)
    return outbox.note_delivery(message, by=by, at=at)


def _come_back(row: Message, fault: str, *, by: Actor, at: datetime) -> Settled | None:
    _check_is_back(row)
    settled = outbox.note_bounce(row.pk, fault, by=by, at=at)
    if settled:
        _tell_case(settled, by=by, at=at)
        hear_of_form(settled, by=by, at=at)
        _tell_register(settled, row.address, by=by, at=at)
    return settled


def _check_is_back(row: Message) -> None:
    if row.state == State.SENDING:
        raise StillOut(Text("message.still-out", "The message is still being sent. Try again later."))
