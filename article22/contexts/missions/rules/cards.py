"""The wallet card: what it states, and whether it still holds."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

CHECK_AFTER = timedelta(days=365)
LETTERS = 6


def serial_of(number: str, facts: Mapping[str, Any], issued_on: date) -> str:
    """The serial of a card: the mission's number, and letters that another card of the same mission does not have."""
    digest = hashlib.sha256(json.dumps([facts, f"{issued_on}"], sort_keys=True, ensure_ascii=False).encode()).digest()
    return f"{number}-{base64.b32encode(digest).decode()[:LETTERS]}"


def is_current(printed: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether every fact of a card is what a card of today would state."""
    return dict(printed) == dict(now)
