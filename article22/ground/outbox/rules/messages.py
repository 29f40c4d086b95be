"""What a message is, how it moves, and when it is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from article22.kernel.ids import new_id
from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text

LEASE = timedelta(seconds=30)  # a dead worker's message goes on within it
WAITS = (5, 15, 60, 120, 300, 600)  # seconds after each try; the last one again and again
PATIENCE = timedelta(minutes=1)  # what waits longer is shown to whoever counts on its arrival
LONG_ENOUGH = timedelta(days=3)  # a mail server may be away for a day, or a weekend


EXERCISE = "EXERCISE"  # the first word of a drill's message, and of no other
DRILL = "drill."  # how the kind of a drill's message begins, and of no other


class Channel(Term):
    """The way by which a message leaves."""

    MAIL = "mail"
    SMS = "sms", "SMS"
    VOICE = "voice"
    WEBHOOK = "webhook"


class State(Term):
    """Where a message is."""

    WAITING = "waiting"
    SENDING = "sending", "being sent"
    HANDED = "handed", "handed over"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held", "held for a person"
    CANCELLED = "cancelled"


class Receipt(Term):
    """What a gateway reports of a message that it took."""

    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable", "could not be delivered"
    ANSWERED = "answered", "answered by OK, or by a key"


class Fate(Term):
    """What became of one try."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNTRIED = "untried", "not tried"
    NOT_ARMED = "not-armed", "kept back: nobody armed the address"
    WITHDRAWN = "withdrawn", "kept back: its text was purged"


MOVES: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.HELD, State.CANCELLED}),
    State.SENDING: frozenset({State.HANDED, State.WAITING, State.FAILED, State.HELD, State.CANCELLED}),
    State.HANDED: frozenset({State.DELIVERED, State.BOUNCED}),
    State.HELD: frozenset({State.WAITING, State.CANCELLED}),
    State.DELIVERED: frozenset(), State.BOUNCED: frozenset(), State.FAILED: frozenset(), State.CANCELLED: frozenset(),
}
ENDS = frozenset({State.HANDED, State.DELIVERED, State.BOUNCED, State.FAILED, State.CANCELLED})
AFTER: Mapping[Fate, State] = {
    Fate.ACCEPTED: State.HANDED, Fate.DEFERRED: State.WAITING, Fate.REFUSED: State.FAILED, Fate.UNTRIED: State.WAITING,
    Fate.NOT_ARMED: State.HELD, Fate.WITHDRAWN: State.CANCELLED,
}
OF_ADDRESS = frozenset({"address", "http-400", "http-410", "http-422"})
NO_TRY = frozenset({Fate.UNTRIED, Fate.NOT_ARMED, Fate.WITHDRAWN})  # nothing left the machine


class CannotMove(Refusal):
    """A message that is not where it would have to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Something to be sent. `kind` is a short word, as `case.told`; `cause` what caused it, as a case; `organisation` whose record it is.

    `language` is that in which it is written; empty: English.
    """

    channel: Channel
    address: str
    subject: str
    body: str
    kind: str
    cause: UUID
    organisation: UUID | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message under a lease. `tries` counts this one: with it a late answer is told from one that still counts."""

    id: UUID
    tries: int
    channel: Channel
    address: str
    subject: str
    body: str | None
    kind: str
    cause: UUID
    enqueued_at: datetime
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of one try of a message; `fault` is a short code, never words of a server's."""

    message: UUID
    tries: int
    fate: Fate
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A message after a try, or after what came back."""

    id: UUID
    state: State
    kind: str
    channel: Channel
    cause: UUID
    organisation: UUID | None
    tries: int
    fault: str

    @property
    def is_at_end(self) -> bool:
        """Whether it will not be tried again."""
        return self.state in ENDS


def check_move(state: State, to: State) -> None:
    """Refuse a move that the table does not allow."""
    if to not in MOVES[state]:
        raise CannotMove(Text("message.cannot-move", "A message that is {state} cannot become {to}. Nothing has changed now.", state=state, to=to))


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None where it was tried for long enough."""
    return None if tries >= LAST_TRY else timedelta(seconds=WAITS[min(tries, len(WAITS)) - 1])


def _last_try() -> int:
    spent = 0
    for tries in count(1):
        if spent >= LONG_ENOUGH.total_seconds():
            return tries
        spent += WAITS[min(tries, len(WAITS)) - 1]
    raise AssertionError


LAST_TRY = _last_try()


def after(reply: Reply) -> tuple[State, timedelta]:
    """What a message becomes after a try, and how long it waits then."""
    state, wait = AFTER[reply.fate], timedelta()
    if reply.fate is Fate.DEFERRED:
        longer = wait_after(reply.tries)
        state, wait = (State.FAILED, wait) if longer is None else (state, longer)
    check_move(State.SENDING, state)
    return state, wait


def rows_of(messages: Sequence[Outgoing], *, at: datetime) -> list[dict[str, str | None]]:
    """The rows of new messages, for jsonb: id, organisation, cause, kind, channel, address, subject, body, language, enqueued_at.

    The table has a default of its own for every other column, so that a statement which writes the cause writes its messages as well.
    """
    return [{
        "id": f"{new_id(at)}", "organisation": None if message.organisation is None else f"{message.organisation}", "cause": f"{message.cause}",
        "kind": message.kind, "channel": message.channel.value, "address": clean(message.address), "subject": told_apart(message.subject, message.kind),
        "body": told_apart(message.body, message.kind), "language": message.language, "enqueued_at": at.isoformat()} for message in messages]


def told_apart(words: str, kind: str) -> str:
    """Words that are to be sent, so that nobody takes a drill for live or what is live for a drill. The database refuses a drill that does not say so."""
    words = clean(words)
    is_like_a_drill = words.lstrip().casefold().startswith(EXERCISE.casefold())
    return f"Live: {words}" if is_like_a_drill and not kind.startswith(DRILL) else words


def is_of_address(fault: str) -> bool:
    """Whether a fault says that an address or a number reaches nobody; not that a server or gateway is away, is none, or wants nothing of ours."""
    return fault in OF_ADDRESS or fault.startswith(("smtp-55", "dsn-", "receipt-"))


def clean(words: str) -> str:
    """Words as a database can keep them: no NUL, no half of a pair."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
