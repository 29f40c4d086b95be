"""Links that open one thing to one holder: signed, ending, and doing nothing by themselves. Police make no accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from article22.contexts.directory.queries.directories import get_directory
from article22.ground.accounts.rules import VERBS
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.kernel.text import Text

SALT, REVERIFY, CHANGE, RECALL, FORM = (
    "article22.case", "article22.reverification", "article22.change", "article22.card-recall", "article22.priority")
RESET = "article22.reset"
DRILL = "article22.drill"  # no link of a drill opens anything live, and no live link answers a drill


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What a representative's own link opens: that they are asked again, or about a change."""

    asked: UUID
    representative: UUID

    def actor(self, door: str) -> Actor:
        """Whoever holds the link: sees that one representative, and may answer for them."""
        return Actor(role="link-holder", verbs=VERBS["link-holder"], door=door, record=self.representative)


def make_link(opens: Opens, *, until: datetime) -> str:
    """The address that a desk is sent."""
    return f"{settings.ENVIRONMENT.public_url}/answer/{_sign(SALT, opens.case, opens.recipient, until=until)}/"


def read_link(signed: str, *, at: datetime) -> Opens:
    """What a link opens. Raises Absent for one that nobody here signed, LinkEnded."""
    case, recipient = _read(SALT, signed, at=at)
    return Opens(case=case, recipient=recipient)


def make_reverification_link(asks: Asks, *, until: datetime) -> str:
    """The address that a representative is sent who is asked again."""
    return f"{settings.ENVIRONMENT.public_url}/still-here/{_sign(REVERIFY, asks.asked, asks.representative, until=until)}/"


def read_reverification_link(signed: str, *, at: datetime) -> Asks:
    """What a representative's own link opens. Raises Absent for one that nobody here signed, LinkEnded."""
    reverification, representative = _read(REVERIFY, signed, at=at)
    return Asks(asked=reverification, representative=representative)


def make_change_link(asks: Asks, *, until: datetime) -> str:
    """The address that the old way is sent, of a change that is held."""
    return f"{settings.ENVIRONMENT.public_url}/still-here/change/{_sign(CHANGE, asks.asked, asks.representative, until=until)}/"


def read_change_link(signed: str, *, at: datetime) -> Asks:
    """The change that the old way is asked about. Raises Absent for one that nobody here signed, LinkEnded."""
    change, representative = _read(CHANGE, signed, at=at)
    return Asks(asked=change, representative=representative)


def make_recall_link(recall: UUID, *, until: datetime) -> str:
    """The address at which a mission confirms that it carries the card that replaces its old ones."""
    return f"{settings.ENVIRONMENT.public_url}/wallet/recalled/{_sign(RECALL, recall, until=until)}/"


def read_recall_link(signed: str, *, at: datetime) -> Actor:
    """Whoever holds the link of a recall: `record` is the recall. Raises Absent for one that nobody here signed, LinkEnded."""
    recall, = _read(RECALL, signed, at=at)
    return Actor(role="link-holder", verbs=VERBS["link-holder"], door="link", record=recall)


def make_reset_link(reset: UUID, *, until: datetime) -> str:
    """The address at which somebody whose second factor was taken away shows that the mail is theirs."""
    return f"{settings.ENVIRONMENT.public_url}/account/second-factor/anew/{_sign(RESET, reset, until=until)}/"


def read_reset_link(signed: str, *, at: datetime) -> UUID:
    """The reset that a link is of. Raises Absent for one that nobody here signed, LinkEnded."""
    reset, = _read(RESET, signed, at=at)
    return reset


def make_form_link(form: UUID, *, until: datetime) -> str:
    """The address that a police desk is sent with locations for priority response."""
    return f"{settings.ENVIRONMENT.public_url}/answer/locations/{_sign(FORM, form, until=until)}/"


def read_form_link(signed: str, *, at: datetime) -> UUID:
    """The form that a police desk's link opens. Raises Absent for one that nobody here signed, LinkEnded."""
    form, = _read(FORM, signed, at=at)
    return form


def make_drill_link(call: UUID, *, until: datetime) -> str:
    """The address at which somebody answers a drill."""
    return f"{settings.ENVIRONMENT.public_url}/drill/answer/{_sign(DRILL, call, until=until)}/"


def read_drill_link(signed: str, *, at: datetime) -> Actor:
    """Whoever holds the link of a drill: `record` is the call that it answers. Raises Absent for one that nobody here signed for a drill, LinkEnded."""
    call, = _read(DRILL, signed, at=at, ended=Text("drill.link-ended", "This drill is over, and its link has ended. Nobody is in danger, and nothing more is "
                                                                       "asked of you."))
    return Actor(role="link-holder", verbs=frozenset({"drill.answer"}), door="drill", record=call)


def _sign(salt: str, *ids: UUID, until: datetime) -> str:
    return signing.dumps([*(f"{id}" for id in ids), int(until.timestamp())], salt=salt)


def _read(salt: str, signed: str, *, at: datetime, ended: Text | None = None) -> Sequence[UUID]:
    try:
        *ids, until = signing.loads(signed, salt=salt)
        opens, ends_at = [UUID(id) for id in ids], datetime.fromtimestamp(until, UTC)
    except (signing.BadSignature, ValueError, TypeError):
        raise Absent from None
    if ends_at <= at:
        raise LinkEnded(ended or Text("link.ended", "This link ended on {day}. Call the desk that sent it; in danger, call 911.",
                                      day=ends_at.astimezone(get_directory(at=at).capital).date()))
    return opens
