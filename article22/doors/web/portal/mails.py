"""A case as a mail: in English, which every authority reads, and after it in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation

from article22.doors.web.portal.dossier import Dossier, Parts, arrange
from article22.doors.web.portal.moments import Clockwork
from article22.kernel.term import Term
from article22.kernel.text import Text
from article22.threshold.speakers import in_words

RULE = "-" * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """To whom, about what, and the words."""

    addresses: Sequence[str]
    subject: str
    body: str


def mail_of(parts: Parts, time: Clockwork) -> Mail:
    """A case as a mail."""
    case = parts.case
    with translation.override("en"):
        one = arrange(parts, time)
        body = "\n".join(_lines(one))
        subject = in_words(Text("mail.subject", "{number}, {mission}: {summary}", number=case.number, mission=case.whose, summary=case.summary or ""))
    if translation.get_language() != "en":
        body = f"{body}\n\n{RULE}\n\n" + "\n".join(_lines(arrange(parts, time)))
    addresses = dict.fromkeys(line for told in one.told for line in told.lines if "@" in line and told.mark.shape != "superseded")
    return Mail(addresses=tuple(addresses), subject=subject, body=body)


def _lines(one: Dossier) -> Iterator[str]:
    """The lines of a mail, in the language that is spoken now."""
    case = one.case
    yield in_words(Text("mail.head", "Case {number} of {mission}: {kind}", number=case.number, mission=case.whose, kind=one.kind))
    yield case.summary or ""
    yield ""
    for fact in one.facts:
        yield f"{in_words(fact.label)}: {_said(fact.said) or fact.words}"
    yield in_words(Text("mail.clocks", "Times are on the clocks of {city}.", city=translation.gettext(case.city or case.place or "UTC")))
    yield ""
    yield in_words(Text("mail.told", "Who was told, and who answered:"))
    for told in one.told:
        yield f"- {in_words(told.who)} ({', '.join(told.lines)}): {_said(told.mark.words)}"
    yield ""
    yield in_words(Text("mail.story", "What happened:"))
    for line in one.story:
        if line.struck is None:
            yield f"- {line.day}, {line.hour}: {_said(line.said) or line.words}"


def _said(words: Text | Term | None) -> str:
    if words is None:
        return ""
    return in_words(words if isinstance(words, Text) else Text(words.value, words.label))
