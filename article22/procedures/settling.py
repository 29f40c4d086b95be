"""Putting in place what must be there before the first page."""

from datetime import datetime

from article22.contexts.directory.actions.editions import load_edition
from article22.contexts.directory.queries.directories import has_directory
from article22.contexts.directory.queries.packs import PACK, get_pack
from article22.ground.accounts.rules import actor_for
from article22.ground.installation import actions as installation
from article22.ground.installation.queries import get_now
from article22.ground.installation.rules import Kind
from article22.ground.journal import queries as journal
from article22.ground.wall.session import acting
from article22.procedures import casting, enlivening


def settle(kind: str, *, machine_now: datetime, is_bare: bool = False) -> None:
    """Give birth to the installation or check what it is; load the shipped pack into an empty directory; in a demo, bring in the cast.

    Bare, nobody of the cast has done anything yet. Safe to repeat. Raises BornOtherwise.
    """
    actor = actor_for("system", door="console")
    with acting(actor):
        born = installation.start(kind, machine_now=machine_now, latest=journal.get_latest_instant())
        at = get_now(machine_now)
        if not has_directory():
            load_edition(get_pack(PACK), by=actor, at=at)
        if born.kind == Kind.DEMO and casting.cast(by=actor, at=at) and not is_bare:
            enlivening.enliven(by=actor, at=at)
