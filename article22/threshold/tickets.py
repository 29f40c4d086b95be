"""Tickets to the live stream: who may hear of which cases, for some minutes, signed with the session's key. The process that reads them needs no Django."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from article22.ground.wall.rules import Reach

GOOD_FOR = timedelta(minutes=10)
PURPOSE = b"article22.live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What its holder may be told: `reach` and `organisation` are the wall's, `until` is the machine's time."""

    reach: Reach
    organisation: UUID | None
    until: datetime


def write_ticket(ticket: Ticket, secret: str) -> str:
    """A ticket as an address carries it."""
    body = base64.urlsafe_b64encode(json.dumps([ticket.reach.value, f"{ticket.organisation or ''}", ticket.until.timestamp()]).encode()).decode()
    return f"{body}.{_sign(body, secret)}"


def read_ticket(given: str, secrets: Sequence[str], *, at: datetime) -> Ticket | None:
    """The ticket, where one of the keys signed it and it has not ended."""
    body, _, sign = given.partition(".")
    if not any(hmac.compare_digest(_sign(body, secret).encode(), sign.encode()) for secret in secrets):
        return None
    reach, organisation, until = json.loads(base64.urlsafe_b64decode(body))
    ticket = Ticket(reach=Reach(reach), organisation=UUID(organisation) if organisation else None, until=datetime.fromtimestamp(until, at.tzinfo))
    return ticket if at < ticket.until else None


def _sign(body: str, secret: str) -> str:
    return hmac.new(PURPOSE + secret.encode(), body.encode(), hashlib.sha256).hexdigest()
