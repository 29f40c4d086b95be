"""What becomes of one mail: a bounce settles its message, a demo catches all else, a live installation takes nothing else in."""

from collections.abc import Sequence

import structlog

from article22.ground.accounts.rules import actor_for
from article22.ground.outbox.actions import catching
from article22.ground.outbox.rules.addresses import bounced_message
from article22.ground.outbox.rules.incoming import read_mail
from article22.ground.outbox.rules.messages import Channel
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures import telling
from article22.threshold.clock import now

ACTOR = actor_for("system", door="mailroom")
TAKEN, LATER, NOBODY = "250 OK", "451 4.3.0 Try again later", "550 5.1.1 Nobody here takes mail at this address"
log = structlog.get_logger("mailroom")


def take_in(recipients: Sequence[str], raw: bytes) -> str:
    """The answer to a mail, once what it says is kept."""
    bounced = [message for address in recipients if (message := bounced_message(address))]
    others = [address for address in recipients if not bounced_message(address)]
    answers = []
    try:
        with acting(ACTOR):
            at = now()
            for message in bounced:
                try:
                    settled = telling.take_report(message, raw, by=ACTOR, at=at)
                    log.info("mailroom.report", message=f"{message}", settled=settled.state if settled else None)
                    answers.append(TAKEN)
                except Absent:
                    answers.append(NOBODY)
            if others:
                mail = read_mail(raw)
                catching.catch([catching.Catch(message=mail.message, channel=Channel.MAIL, address=address, subject=mail.subject, body=mail.body)
                                for address in others], by=ACTOR, at=at)
                answers.append(TAKEN)
    except telling.StillOut:
        return LATER
    return TAKEN if TAKEN in answers else NOBODY
