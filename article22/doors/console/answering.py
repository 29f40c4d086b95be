"""What the commands answer from: the database where one is configured or runs here, else the shipped pack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from article22.contexts.directory.queries import packs
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules.directories import Directory
from article22.doors.console.clock import machine_now
from article22.doors.console.connecting import acting_as_system, has_database
from article22.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The directory that answers, the present instant there, and who asks behind the wall; None where the pack answers alone."""

    directory: Directory
    present: datetime
    actor: Actor | None


@contextmanager
def answering() -> Iterator[Here]:
    """Open what answers. Raises DatabaseAway, Absent."""
    if not has_database():
        present = machine_now()
        yield Here(directory=packs.get_pack_directory(PACK, today=present.date()), present=present, actor=None)
        return
    with acting_as_system() as (_, actor):
        from article22.contexts.directory.queries.directories import get_directory
        from article22.threshold.clock import now

        present = now()
        yield Here(directory=get_directory(at=present), present=present, actor=actor)
