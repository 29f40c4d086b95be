"""What becomes of what a gateway reports, and of what a demo would have sent or said by telephone."""

from textwrap import shorten
from uuid import UUID

import structlog
from pydantic import BaseModel, ConfigDict, Field

from article22.doors.mailroom.taking_in import ACTOR
from article22.ground.outbox.actions import catching
from article22.ground.outbox.rules import messages as rules
from article22.ground.outbox.rules.messages import Channel, clean
from article22.ground.wall.session import acting
from article22.procedures import telling
from article22.threshold.clock import now

LINE = 60  # letters of the first words, by which a list shows what was caught
log = structlog.get_logger("exchange")


class Receipt(BaseModel):
    """A report: what became of a message, and the gateway's own short code for why."""

    model_config = ConfigDict(extra="forbid")
    outcome: rules.Receipt
    code: str = Field(default="", pattern=r"^[a-z0-9-]{0,30}$")


class Data(BaseModel):
    """What is sent (`text`) or said (`say`) to a number."""

    id: UUID
    to: str
    text: str = ""
    say: str = ""


class Handed(BaseModel):
    """A message as the SMS and voice channels post it."""

    data: Data


def take_receipt(message: UUID, raw: bytes) -> None:
    """Settle the message. Raises ValidationError for what is no receipt, Absent, StillOut."""
    receipt = Receipt.model_validate_json(raw)
    with acting(ACTOR):
        settled = telling.take_receipt(message, receipt.outcome, receipt.code, by=ACTOR, at=now())
    log.info("exchange.receipt", message=f"{message}", settled=settled.state if settled else None)


def catch(channel: Channel, raw: bytes) -> None:
    """Keep what a demo would have sent or said. Raises ValidationError."""
    given = Handed.model_validate_json(raw).data
    words = clean(given.text or given.say)
    with acting(ACTOR):
        catching.catch([catching.Catch(message=given.id, channel=channel, address=clean(given.to), subject=shorten(words, LINE, placeholder="…"), body=words)],
                       by=ACTOR, at=now())
