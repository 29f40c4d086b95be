"""Links that open one case to one desk: signed, ending, and acknowledging nothing by themselves. Police make no accounts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from article22.ground.accounts.rules import VERBS
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.kernel.text import Text

SALT = "article22.case"


class LinkEnded(Refusal):
    """A link that was good until a day that has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """What a link opens: a recipient of a case."""

    case: UUID
    recipient: UUID

    def actor(self, door: str) -> Actor:
        """Whoever holds the link: sees that one case, and may acknowledge."""
        return Actor(role="link-holder", verbs=VERBS["link-holder"], door=door, record=self.case)


def make_link(opens: Opens, *, until: datetime) -> str:
    """The address that a desk is sent."""
    signed = signing.dumps([f"{opens.case}", f"{opens.recipient}", int(until.timestamp())], salt=SALT)
    return f"{settings.ENVIRONMENT.public_url}/answer/{signed}/"


def read_link(signed: str, *, at: datetime) -> Opens:
    """What a link opens. Raises Absent for one that nobody here signed, LinkEnded."""
    try:
        case, recipient, until = signing.loads(signed, salt=SALT)
        opens, ends_at = Opens(case=UUID(case), recipient=UUID(recipient)), datetime.fromtimestamp(until, UTC)
    except (signing.BadSignature, ValueError, TypeError):
        raise Absent from None
    if ends_at <= at:
        raise LinkEnded(Text("link.ended", "This link ended on {day}. Call the desk that sent it; in danger, call 911.", day=ends_at.date()))
    return opens
