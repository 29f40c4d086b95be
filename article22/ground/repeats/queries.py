"""What was answered under a key."""

from article22.ground.repeats.models import Repeat
from article22.kernel.actor import Actor


def get_repeat(key: str, *, seen_by: Actor) -> Repeat:
    """What somebody did under a key that is claimed."""
    return Repeat.objects.get(person=seen_by.person, key=key)
