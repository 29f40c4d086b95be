"""The recall of wallet cards: what a change of the directory made wrong is replaced, told to its mission, and followed until somebody confirms."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import recalling
from article22.contexts.missions.models import CardCheck, CardRecall, Mission
from article22.contexts.missions.queries.liaisons import list_liaisons
from article22.contexts.missions.queries.recalls import find_check, list_due, list_missions_with_cards, list_out
from article22.contexts.missions.queries.representatives import list_mail_addresses
from article22.contexts.missions.rules import recalls as rules
from article22.contexts.missions.rules.recalls import Printed, RecallStep
from article22.ground.accounts.queries import list_addresses_of
from article22.ground.accounts.rules import Role
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.kernel.actor import Actor
from article22.procedures.cards import issue_wallet_card, state_card
from article22.procedures.links import make_recall_link
from article22.procedures.telling import mails

AT_ONCE = 20  # missions in one transaction, so that other duties of a worker wait for a moment only


@transaction.atomic
def check_cards(*, by: Actor, at: datetime) -> bool:
    """Compare some more of the cards that are out with the directory of today; whether there is more to do.

    Everything is compared anew when the directory changed, and on each new day: values begin and end on days, missions move.
    """
    directory, check = get_directory(at=at), find_check(lock=True)
    if check is None and find_check() is not None:
        return False  # another worker is at it
    check = check or CardCheck(version="")
    if (check.version, check.day) != (directory.version, directory.today):
        check.version, check.day, check.after, check.checked, check.wrong, check.finished_at = directory.version, directory.today, None, 0, 0, None
    if check.finished_at:
        return False
    missions = list_missions_with_cards(check.after, AT_ONCE)
    out = list_out(missions, seen_by=by)
    check.wrong += sum(_check_mission(mission, *out[mission.pk], by=by, at=at) for mission in missions)
    check.checked += len(missions)
    check.after, check.finished_at = (missions[-1].pk, None) if len(missions) == AT_ONCE else (None, at)
    recalling.note_check(check, by=by, at=at)
    return check.finished_at is None


def _check_mission(mission: Mission, out: Sequence[Printed], standing: CardRecall | None, *, by: Actor, at: datetime) -> bool:
    """Recall what is wrong of a mission's cards; whether there is a recall."""
    directory = get_directory(at=at)
    if mission.ended_on and mission.ended_on <= directory.today:
        if standing:
            recalling.end_recall(standing, by=by, at=at)
        return False
    judged = rules.judge(out, state_card(mission, present=at).facts, directory.today)
    if not judged.wrong:
        return standing is not None  # the old cards are right again, and the mission was told that they are not: it is still asked
    if standing and (tuple(standing.withdraws), standing.replacement_id) == (judged.wrong, judged.replacement):
        return True
    card = next((one for one in mission.wallet_cards.filter(pk=judged.replacement)), None) or issue_wallet_card(mission, present=at, by=by)[0]
    recall = recalling.recall_cards(mission, card, judged.wrong, standing=standing, by=by, at=at)
    recalling.note_step(recall, RecallStep(recall.step), told=_ask(recall, is_again=False, by=by, at=at), by=by, at=at)
    return True


@transaction.atomic
def chase_recalls(*, by: Actor, at: datetime) -> int:
    """Whoever owns a recall that nobody confirmed by its day is written to, the mission once more. Returns how many went further."""
    due = list_due(seen_by=by, at=at)
    liaisons = list_liaisons(on=get_directory(at=at).today, seen_by=by) if due else {}
    for recall, step in due:
        liaison = liaisons.get(recall.mission_id)
        owners = [liaison.email or liaison.person.email] if liaison and step is not RecallStep.ESCALATED else list_addresses_of(Role.LIAISON_OFFICER)
        subject, body = rules.reminder(recall.mission.number, f"{recall.mission}", recall.replacement_id, is_escalated=step is RecallStep.ESCALATED,
                                       address=f"{settings.ENVIRONMENT.public_url}/register/recalls/{recall.pk}/")
        outbox.enqueue([Outgoing(channel=Channel.MAIL, address=address, subject=subject, body=body, kind="missions.recall-owed", cause=recall.pk,
                                 organisation=recall.mission.organisation_id) for address in owners], by=by, at=at)
        told = _ask(recall, is_again=True, by=by, at=at) if step is RecallStep.TO_CALL else 0
        recalling.note_step(recall, step, told=recall.told + told, by=by, at=at)
    return len(due)


def _ask(recall: CardRecall, *, is_again: bool, by: Actor, at: datetime) -> int:
    """Write to the mission: to its people here, and to its representatives whose mail address has answered. Returns how many letters."""
    mission, site = recall.mission, settings.ENVIRONMENT.public_url
    people = list_addresses_of(Role.REPRESENTATIVE, organisation=mission.organisation_id) if mission.organisation_id else ()
    addresses = dict.fromkeys(address.casefold() for address in (*people, *list_mail_addresses(mission, seen_by=by, at=at)))
    letter = rules.letter(
        mission.number, recall.replacement_id, len(recall.withdraws), print_at=f"{site}/wallet/print/{recall.replacement_id}/",
        compare_at=f"{site}/wallet/check/{recall.withdraws[-1]}/", confirm_at=make_recall_link(recall.pk, until=at + rules.LINK_LASTS),
        until=get_directory(at=at).day_of(recall.opened_at + rules.CALLED_AFTER), is_again=is_again)
    outbox.enqueue(mails(addresses, letter, kind="missions.cards-recalled", cause=recall.pk, organisation=mission.organisation_id), by=by, at=at)
    return len(addresses)
