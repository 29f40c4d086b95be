"""What came twice must have been in flight at a kill: it had come, and the worker or the database was killed before that was written down."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from uuid import UUID

from article22.ground.outbox.rules.messages import LEASE
from bench.kills import Kill

Arrivals = Mapping[UUID, Sequence[float]]
Written = Mapping[UUID, float]


def list_unexplained(arrivals: Arrivals, written: Written, kills: Sequence[Kill]) -> list[str]:
    """Messages that came again without a kill that accounts for it. Instants are Unix seconds; `written` is when a handing over was written down.

    A kill accounts for one repeat of a message which was out when it fell: come within the lease before it, not written down until after it, come
    again after it. What one worker hands over it alone writes down, so that its own kill is the end of whatever it had not; a database that is killed
    ends nothing by itself, so that there it must have come no longer before than anything took to be written down that no kill disturbed.
    """
    lease = LEASE.total_seconds()
    within = {"worker": lease, "database": min(lease, slowest_undisturbed(arrivals, written, kills))}
    found = []
    for message, came in arrivals.items():
        left = iter(kills)
        for first, again in pairwise(sorted(came)):
            if not any(kill.at - within[kill.part] <= first <= kill.replaced_at and kill.at < again and kill.at < written[message] for kill in left):
                found.append(f"{message} came at {first:.3f} and at {again:.3f}, was written down at {written[message]:.3f}")
                break
    return found


def slowest_undisturbed(arrivals: Arrivals, written: Written, kills: Sequence[Kill]) -> float:
    """The most seconds from coming to being written down, of messages that came once and during which nothing was killed or away."""
    return max((written[message] - came[0] for message, came in arrivals.items()
                if len(came) == 1 and not any(came[0] <= kill.replaced_at and kill.at <= written[message] for kill in kills)), default=0.0)
