"""Addresses to which something may leave: what one looks like, and that two people arm it."""

import re
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from article22.ground.outbox.rules.messages import Channel
from article22.kernel.refusal import NotUnderstood, Refusal
from article22.kernel.text import Text

MAIL = re.compile(r"[^\s@<>(),;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>(),;:\\\"\x00-\x1f\x7f]{1,253}")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
LONGEST = 500
BOUNCE = "bounce+"


class CannotArm(Refusal):
    """A step of arming that was taken, or is not this person's to take."""


class NoAddress(NotUnderstood):
    """Words that are no address of a channel."""


def is_address(channel: Channel, address: str) -> bool:
    """Whether a channel could send there. A webhook needs https, except to this machine itself."""
    if len(address) > LONGEST:
        return False
    if channel is Channel.MAIL:
        return bool(MAIL.fullmatch(address))
    if channel in {Channel.SMS, Channel.VOICE}:
        return bool(NUMBER.fullmatch(address))
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        (host or "").encode("idna")  # a name that no resolver could ask for would stop whatever is sent beside it
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and not parts.username and not parts.fragment and " " not in address
    return bool(is_plain and host and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def folded(channel: Channel, address: str) -> str:
    """An address as two are compared: mail without regard to case, all else as written."""
    return address.casefold() if channel is Channel.MAIL else address


def check_address(channel: Channel, address: str) -> str:
    """The address, or a refusal of what is none."""
    address = address.strip()
    if not is_address(channel, address):
        raise NoAddress(Text("delivery.no-address", "{address} is no address for {channel}. Write mail as name@office.gov, a number as +12025550142, and a "
                             "webhook as https://office.gov/path.", address=f"“{address[:80]}”", channel=channel))
    return address


def check_arming(*, proposed_by: UUID, armed_at: datetime | None, ended_at: datetime | None, by: UUID | None) -> None:
    """Refuse to arm what is armed or ended, and refuse the one who proposed it."""
    if armed_at is not None or ended_at is not None:
        raise CannotArm(Text("delivery.decided", "This address was armed or ended before. Nothing has changed now."))
    if by is None or by == proposed_by:
        raise CannotArm(Text("delivery.second-person", "You proposed this address yourself. A second administrator must arm it."))


def bounce_address(message: UUID, host: str) -> str:
    """Where a relay sends what it could not deliver."""
    return f"{BOUNCE}{message}@{host}"


def bounced_message(address: str) -> UUID | None:
    """The message that a bounce address names, if it is one."""
    local, at, _ = address.rpartition("@")
    if not at or not local.casefold().startswith(BOUNCE):
        return None
    try:
        return UUID(local[len(BOUNCE):])
    except ValueError:
        return None
