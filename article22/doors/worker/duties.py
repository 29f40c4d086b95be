"""What the worker does, one call each, under an actor of its own."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.sessions.backends.db import SessionStore

from article22.ground.accounts.rules import actor_for
from article22.ground.installation import actions as installation
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.repeats import actions as repeats
from article22.ground.wall.session import acting
from article22.procedures import watching
from article22.threshold.clock import machine_now, now

ACTOR = actor_for("system", door="worker")


def seal_journal(key: Ed25519PrivateKey) -> int:
    """Seal what was committed."""
    with acting(ACTOR):
        return journal.seal(get_origin(), key, machine_now=machine_now())


def keep_clock() -> None:
    """Remember that a demo's clock runs."""
    with acting(ACTOR):
        installation.see_clock_run(machine_now=machine_now())


def watch_clocks() -> None:
    """Warn of what is due, and take what lapsed to whoever holds it next."""
    with acting(ACTOR):
        watching.watch(by=ACTOR, at=now())


def sweep() -> None:
    """Forget sessions that ended, and what nobody tries again."""
    SessionStore.clear_expired()
    with acting(ACTOR):
        repeats.sweep(machine_now=machine_now())
