"""Pages of a list by key: after the last one seen, so that what is added meanwhile moves nothing."""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """So many, older than an instant and id; None begins at the newest."""

    size: int = SIZE
    before: tuple[datetime, UUID] | None = None

    def after(self, at: datetime, id: UUID) -> "Page":
        """The page that goes on after one."""
        return replace(self, before=(at, id))

    @property
    def key(self) -> str:
        """The page as an address carries it."""
        assert self.before is not None
        return base64.urlsafe_b64encode(f"{self.before[0].isoformat()} {self.before[1]}".encode()).decode().rstrip("=")


FIRST_PAGE = Page()


def page_of(key: str | None) -> Page:
    """The page of a key that a list gave. Raises NotUnderstood."""
    if not key:
        return FIRST_PAGE
    try:
        at, id = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode().split(" ")
        return Page(before=(datetime.fromisoformat(at).astimezone(UTC), UUID(id)))
    except (ValueError, binascii.Error):
        raise NotUnderstood(Text("page.unknown", "{key} is no page of this list. Take what `next` gave.", key=f"“{key[:40]}”")) from None
