"""What is written to those who protect, when they are told or warned, or hold a lapse: facts first, then what to do. In English."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from article22.contexts.cases.rules.terms import CaseKind, ClockName
from article22.kernel.text import Text

LINK_LASTS = timedelta(days=14)
DANGER = Text("letter.danger", "Danger now? 911 first. This message is never the first word in an emergency.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a letter tells of a case. Instants are said in `zone`, that of the place."""

    number: str
    kind: CaseKind
    mission: str
    place: str
    summary: str
    description: str
    happened_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    expected_size: int | None
    reported_by: str
    reported_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A subject and a body."""

    subject: str
    body: str


def told(facts: Facts, *, who: Text, because: Text, link: str, until: datetime) -> Letter:
    """To a desk: what is on record, why it is theirs, and how to acknowledge. Opening the link acknowledges nothing."""
    return Letter(subject=_subject(facts), body=_joined(
        Text("letter.to", "To: {who}", who=who), *_facts(facts), Text("letter.because", "Why you: {because}", because=because),
        Text("letter.link", "Acknowledge here: {link}", link=link),
        Text("letter.link-until", "The link is yours, opens this one case, and ends {until}. Opening it acknowledges nothing: press the button there.",
             until=until.astimezone(facts.zone)),
        DANGER))


def withdrawn(facts: Facts, *, at: datetime) -> Letter:
    """To a desk that was told: the mission's matter is over, and nothing is asked of it any more."""
    return Letter(subject=f"{Text('letter.withdrawn', 'WITHDRAWN: {subject}', subject=_subject(facts))}", body=_joined(
        Text("letter.withdrawn-what", "{number} of {mission} was withdrawn {at}. Nothing more is asked of you. What you were told before stays on record.",
             number=facts.number, mission=facts.mission, at=at.astimezone(facts.zone)), DANGER))


def notice(number: str, kind: CaseKind, *, link: str) -> Letter:
    """To a desk's program: which case, of what kind, and where it is answered. No word of it: a person reads it there."""
    return Letter(subject=_named(number, kind), body=link)


def withdrawn_notice(number: str, kind: CaseKind) -> Letter:
    """The same of a case that was withdrawn."""
    return Letter(subject=_named(number, kind), body=f"{Text('letter.notice-withdrawn', '{what}: withdrawn', what=_named(number, kind))}")


def _named(number: str, kind: CaseKind) -> str:
    return f"{Text('letter.notice', '{number} {kind}', number=number, kind=kind)}"


def lapsed(facts: Facts, clock: ClockName, *, due_at: datetime, holder: str, desk: str) -> Letter:
    """To whoever holds a lapse: what is late, and that it goes further."""
    return Letter(subject=f"{Text('letter.late', 'LATE: {subject}', subject=_subject(facts))}", body=_joined(
        Text("letter.lapsed", "Owed: {what}. It was due {due}, and is with {holder} now. It goes further unless somebody acts.", what=clock,
             due=due_at.astimezone(facts.zone), holder=holder),
        Text("letter.desk", "At the desk: {link}", link=desk), *_facts(facts)))


def warned(facts: Facts, clock: ClockName, *, due_at: datetime, desk: str) -> Letter:
    """To whoever owes something soon."""
    return Letter(subject=f"{Text('letter.due', 'Due soon: {subject}', subject=_subject(facts))}", body=_joined(
        Text("letter.warned", "Owed by {due}: {what}. Three quarters of the time have gone.", what=clock, due=due_at.astimezone(facts.zone)),
        Text("letter.desk", "At the desk: {link}", link=desk), *_facts(facts)))


def threat(facts: Facts, *, desk: str) -> Letter:
    """To the analysts: a mission received a threat."""
    return Letter(subject=f"{Text('letter.threat', 'THREAT: {subject}', subject=_subject(facts))}", body=_joined(
        Text("letter.threat-what", "A threat was received. The mission was told to keep the evidence: voicemail, mail with its headers, the exact words."),
        Text("letter.desk", "At the desk: {link}", link=desk), *_facts(facts)))


def _subject(facts: Facts) -> str:
    when = facts.starts_at or facts.happened_at or facts.reported_at
    text = Text("letter.subject", "{number} {kind}: {mission}, {when}", number=facts.number, kind=facts.kind, mission=facts.mission,
                when=when.astimezone(facts.zone))
    return f"{text}"


def _facts(facts: Facts) -> tuple[Text, ...]:
    zone = facts.zone
    window = (Text("letter.window", "When: {start} to {end}", start=facts.starts_at.astimezone(zone), end=facts.ends_at.astimezone(zone))
              if facts.starts_at and facts.ends_at else
              Text("letter.when", "When: {when}", when=(facts.happened_at or facts.reported_at).astimezone(zone)))
    size = (Text("letter.size", "Expected: about {count}", count=facts.expected_size),) if facts.expected_size else ()
    words = (Text("letter.words", "{words}", words=facts.description),) if facts.description and facts.description != facts.summary else ()
    return (Text("letter.what", "{summary}", summary=facts.summary), window, Text("letter.where", "Where: {place}", place=facts.place), *size, *words,
            Text("letter.by", "Reported {at} by {name}, for {mission}. Number {number}.", at=facts.reported_at.astimezone(zone), name=facts.reported_by,
                 mission=facts.mission, number=facts.number))


def _joined(*paragraphs: Text) -> str:
    return "\n\n".join(f"{paragraph}" for paragraph in paragraphs) + "\n"
