"""Calling, and speaking."""

from collections.abc import Sequence

from article22.doors.worker.channels.gateway import Gateway
from article22.doors.worker.channels.voice.writing import write


class Voice(Gateway):
    """The gateway that calls."""

    def __init__(self, *, url: str, keys: Sequence[str], greets_with: str = "") -> None:
        super().__init__(write, url=url, keys=keys, greets_with=greets_with)
