"""Who acts: one person in one membership, with the verbs that their role allows."""

from dataclasses import dataclass
from uuid import UUID

from article22.kernel.refusal import Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who asks or acts. Verbs are an allow-list; what is not in it is not allowed.

    `membership`, `person` and `organisation` are None for the public and for the system itself; `door` is where they came in; `record` is
    the one record that a link opens to its holder; `glass` is the broken glass under which they act.
    """

    role: str
    verbs: frozenset[str] = frozenset()
    person: UUID | None = None
    membership: UUID | None = None
    organisation: UUID | None = None
    door: str = ""
    record: UUID | None = None
    glass: UUID | None = None

    def may(self, verb: str) -> bool:
        """Whether the role allows the verb."""
        return verb in self.verbs

    def check_may(self, verb: str) -> None:
        """Raise Absent where the role does not allow the verb: what is forbidden looks as if it were not there."""
        if verb not in self.verbs:
            raise Absent


PUBLIC = Actor(role="public")
SYSTEM = Actor(role="system")
