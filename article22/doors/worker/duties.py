"""What the worker does, one call each, under an actor of its own."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.sessions.backends.db import SessionStore

from article22.contexts.missions.actions.drafting import sweep_drafts
from article22.ground.accounts.rules import actor_for
from article22.ground.installation import actions as installation
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.outbox.actions import catching
from article22.ground.repeats import actions as repeats
from article22.ground.wall.session import acting
from article22.procedures import breaking, checkpoints, drilling, flagging, minding, pressing, recalling, reverifying, reviewing, watching
from article22.threshold.clock import machine_now, now

SHEETS_KEPT = 48
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


def mind_register() -> bool:
    """Open, pass on and close what somebody must see to so that missions can be reached, at some of them; whether there is more."""
    with acting(ACTOR):
        return minding.mind_tasks(by=ACTOR, at=now())


def ask_representatives() -> None:
    """Ask representatives again who must be, and remind who has not answered."""
    with acting(ACTOR):
        reverifying.ask_again(by=ACTOR, at=now())


def lead_drills() -> None:
    """Begin, count and end drills, and start what recurs."""
    with acting(ACTOR):
        drilling.lead_drills(by=ACTOR, at=now())


def check_cards() -> None:
    """Recall wallet cards that the directory made wrong, and chase what no mission has confirmed."""
    with acting(ACTOR):
        recalling.check_cards(by=ACTOR, at=now())
        recalling.chase_recalls(by=ACTOR, at=now())


def keep_flags() -> None:
    """Withdraw what has closed from the register for priority response, and remind of what is to be checked again."""
    with acting(ACTOR):
        flagging.keep_flags(by=ACTOR, at=now())


def mail_checkpoint() -> None:
    """Once a day every mission gets what the journal held."""
    with acting(ACTOR):
        checkpoints.mail_checkpoint(by=ACTOR, machine_now=machine_now())


def review_access() -> None:
    """Ask for accounts that nobody uses, suspend those for which nobody answers, and end what was broken for some hours."""
    with acting(ACTOR):
        breaking.end_lapsed(by=ACTOR, at=now())
        reviewing.review_access(by=ACTOR, at=now())


def press_decisions() -> None:
    """Ask for what waits for somebody to decide, until somebody does."""
    with acting(ACTOR):
        pressing.press(by=ACTOR, at=now())


def write_sheet(folder: Path) -> Path:
    """Keep the sheet for a dark desk as it is now; of those of the last two days none is lost."""
    from article22.threshold.sheets import desk_sheet  # what draws it stays out of memory until it is needed

    with acting(ACTOR):
        present = now()
        made = desk_sheet(seen_by=ACTOR, present=present)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"desk-{present:%Y-%m-%dT%H%M%SZ}.pdf"
    part = folder / f".{path.name}.{os.getpid()}"
    part.touch(mode=0o600)
    part.write_bytes(made)
    part.replace(path)
    for old in sorted(folder.glob("desk-*.pdf"))[:-SHEETS_KEPT]:
        old.unlink(missing_ok=True)
    return path


def sweep() -> None:
    """Forget sessions that ended, what nobody tries again, what a demo caught long ago, and lists that nobody took in."""
    SessionStore.clear_expired()
    with acting(ACTOR):
        repeats.sweep(machine_now=machine_now())
        catching.sweep()
        sweep_drafts(at=now())
