"""Cases as others read them: the JSON that the API promises."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from article22.contexts.cases.rules.clocks import Clock
from article22.contexts.cases.rules.recipients import Recipient
from article22.kernel.text import Text


def iso(at: datetime | None) -> str | None:
    """An instant as a program reads it, in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def recipients_as_sent(recipients: Iterable[Recipient], say: Callable[[Text], str]) -> list[dict[str, Any]]:
    """Recipients of a case that was opened this instant: nobody has been told yet."""
    return [{"authority": one.authority, "office": one.office, "contact": one.contact, "who": say(one.who), "told_at": None, "acknowledged_at": None}
            for one in recipients]


def clocks_as_wound(clocks: Iterable[Clock]) -> list[dict[str, Any]]:
    """The clocks of a case."""
    return [{"name": one.name.value, "due_at": iso(one.due_at), "warn_at": iso(one.warn_at), "state": one.state.value} for one in clocks]
