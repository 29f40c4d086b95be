"""Codes that prove a way: reckoned from the message that carries one and a key outside the database, filled in as it leaves, and kept nowhere."""

import hmac
import unicodedata
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from article22.contexts.missions.rules.reverifying import BLANK
from article22.ground.outbox.rules.messages import Sending

KIND = "representative.code"
DIGITS = 6
SALT = "article22.code"


def filled(message: Sending) -> Sending:
    """A message as it leaves: one that carries a code, with the code in it."""
    return replace(message, body=message.body.replace(BLANK, _code(message.id, settings.SECRET_KEY))) if message.kind == KIND and message.body else message


def is_code(message: UUID, given: str) -> bool:
    """Whether somebody entered the code that a message carried, in the digits of any script; spaces, hyphens and what only turns letters do not count."""
    said = "".join(one for one in given.replace("-", "") if not one.isspace() and unicodedata.category(one) != "Cf")
    digits = "".join(f"{unicodedata.decimal(one)}" if one.isdecimal() else one for one in said)
    return any(hmac.compare_digest(_code(message, key).encode(), digits.encode()) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _code(message: UUID, key: str) -> str:
    digest = salted_hmac(SALT, f"{message}", secret=key, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"
