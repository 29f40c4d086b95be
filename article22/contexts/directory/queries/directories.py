"""The directory that answers: what the database keeps."""

import dataclasses
import gc
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection

from article22.contexts.directory.models import Edition, Line, Settlement, Version
from article22.contexts.directory.packs.directories import directory_of
from article22.contexts.directory.packs.files import pack_of
from article22.contexts.directory.packs.overlays import Laid, overlaid
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.keeping import State
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

VERSION = "SELECT mark, number FROM directory_version"


def get_directory(*, at: datetime) -> Directory:
    """The directory that is kept here, read at an instant. Raises Absent before its first edition was loaded."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        version = cursor.fetchone()
    if version is None:
        raise Absent(Text("directory.empty", "No directory is kept here yet. Start with article22 run, or load one with article22 pack load."))
    kept = _kept(*version)
    return _on_day(kept, kept.day_of(at))


def has_directory() -> bool:
    """Whether a directory is kept here."""
    return Version.objects.exists()


@lru_cache(maxsize=4)
def _kept(_mark: UUID, number: int) -> Directory:
    """Read once a process for each mark. What is read may be newer than the mark, and then is read again under its own: never older."""
    kept = directory_of_kept(get_edition_in_force(), number=number)
    gc.unfreeze()
    gc.collect()
    gc.freeze()  # what lives as long as the process is not looked through again for what may go: half of a page that makes many values
    gc.set_threshold(50_000, 20, 50)  # and what a page makes is looked through once it is many
    return kept


@lru_cache(maxsize=4)
def _on_day(kept: Directory, today: date) -> Directory:
    """Read on a day: one value for all who ask on it, so that what rules prepare of a directory is prepared once."""
    return dataclasses.replace(kept, today=today)


def directory_of_kept(edition: Edition, *, number: int) -> Directory:
    """The directory that an edition makes with everything that people changed. Raises BadPack where that contradicts itself."""
    pack = overlaid(pack_of(edition.content), list_laid(), Settlement.objects.values_list("finding", flat=True))
    directory = directory_of(pack, origin="database", today=date.min)
    return dataclasses.replace(directory, version=f"{directory.version}+{number}")


def get_edition_in_force() -> Edition:
    """The edition that answers. Absent before the first."""
    edition = Edition.objects.filter(state=State.IN_FORCE).first()
    if edition is None:
        raise Absent
    return edition


def list_laid() -> Sequence[Laid]:
    """The values that people gave to lines, oldest first."""
    return [Laid(slot=row.slot, starts_on=row.starts_on, content=row.content, document=row.document) for row in Line.objects.order_by("starts_on", "id")]
