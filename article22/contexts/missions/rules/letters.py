"""What is written to police about the locations registered with them, and to whoever must see to one. In English; no address stands in it:
mail is not confidential, and an official residence is shown only to its mission and to who protects it."""

from collections.abc import Sequence
from datetime import datetime

from article22.kernel.text import Text

DANGER = Text("letter.danger", "Danger now? 911 first. This message is never the first word in an emergency.")


def to_confirm(desk: str, count: int, *, link: str, until: datetime) -> tuple[str, str]:
    """To a police desk: which locations to flag for priority response, behind the link. Subject and body."""
    return f"{Text('letter.flag-subject', 'Official locations of foreign missions: please confirm {count}', count=count)}", _joined(
        Text("letter.to", "To: {who}", who=desk),
        Text("letter.flag-what", "The Department of State identifies the official locations of foreign missions to you as sensitive locations that need a "
             "priority police response. In your area, waiting for your word: {count}.", count=count),
        Text("letter.flag-how", "Flag them in your dispatch, and say so here, or say which are not yours or are wrong: {link}", link=link),
        Text("letter.flag-until", "The link is yours, opens this one list, and ends {until}. Opening it confirms nothing. No account is needed; the list "
             "is there as a spreadsheet and on paper.", until=until), DANGER)


def to_take_out(desk: str, count: int, *, link: str, until: datetime) -> tuple[str, str]:
    """To a police desk: which locations need no flag of theirs any more. Subject and body."""
    return f"{Text('letter.unflag-subject', 'Official locations of foreign missions: please take out {count}', count=count)}", _joined(
        Text("letter.to", "To: {who}", who=desk),
        Text("letter.unflag-what", "{count} locations that you flagged for priority response were closed, or are registered elsewhere now. Take the flag "
             "out of your dispatch. Which they are stands here until {until}: {link}", count=count, link=link, until=until), DANGER)


def to_see_to(places: Sequence[Text], *, link: str) -> tuple[str, str]:
    """To whoever must see to them: which locations came back, are silent, or are to be checked again. Subject and body."""
    count = len(places)
    return f"{Text('letter.recheck-subject', 'Priority response: {count} to see to', count=count)}", _joined(
        Text("letter.recheck-what", "These have no confirmation of their police, or not for long any more. Send them again, or call:"), *places,
        Text("letter.recheck-where", "In the register: {link}", link=link))


def _joined(*paragraphs: Text) -> str:
    return "\n\n".join(f"{paragraph}" for paragraph in paragraphs) + "\n"
