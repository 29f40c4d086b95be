"""Reports of delivery (RFC 3464), as mail servers really write them: what failed for good, what is only late."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
GLOBAL = re.compile(rb"message/global-delivery-status", re.IGNORECASE)  # RFC 6533: the same form, which the email package does not know
FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What a report says of one recipient: the addresses it names, the action, and the status code of RFC 3463 ("" where there is none)."""

    addresses: frozenset[str]
    action: str
    status: str


def read_report(raw: bytes) -> Sequence[Recipient]:
    """What a mail reports, recipient by recipient; nothing where it is no report."""
    known = GLOBAL.sub(b"message/delivery-status", raw)
    return tuple(recipient for part in _parts(BytesParser(policy=compat32).parsebytes(known)) if part.get_content_type() == "message/delivery-status"
                 for recipient in _recipients(part))


def find_failure(report: Sequence[Recipient], address: str) -> str | None:
    """The status under which a message to an address failed for good; None where it did not.

    What a report says of the address itself counts. Where it names others only, as behind a forwarding or a list, one failure is enough: somebody was
    not reached. A delay is no failure, nor is a report of a relay.
    """
    named = [recipient for recipient in report if address.casefold() in recipient.addresses]
    return next((recipient.status or "unknown" for recipient in named or report if recipient.action == FAILED), None)


def _parts(message: Message) -> Iterator[Message]:
    """Every part but those of a message that is sent back: it may hold an older report."""
    yield message
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)


def _recipients(part: Message) -> Iterator[Recipient]:
    """The blocks after the first, which is about the message as a whole. Some servers write a single block for both."""
    blocks = part.get_payload()
    for block in _blocks(blocks if isinstance(blocks, list) else []):
        names = [value for field in ("Final-Recipient", "Original-Recipient", "X-Actual-Recipient") for value in block.get_all(field, [])]
        action = f"{block.get('Action', '')}".split("(")[0].strip().casefold()
        if action and names:
            found = STATUS.search(f"{block.get('Status', '')}")
            yield Recipient(addresses=frozenset(_address(f"{name}") for name in names), action=action, status=found[0] if found else "")


def _blocks(blocks: Iterable[object]) -> Iterator[Message]:
    return (block for block in blocks if isinstance(block, Message))


def _address(field: str) -> str:
    """The address in a field such as `rfc822; <Ana@Valdoria.example>`."""
    return field.rpartition(";")[2].strip().strip("<>").casefold()
