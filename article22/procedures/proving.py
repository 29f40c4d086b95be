"""Proof for whoever did something: the receipt of an entry."""

from typing import Any
from uuid import UUID

from django.conf import settings

from article22.ground.installation.queries import get_origin
from article22.ground.journal.actions import Rows
from article22.ground.journal.queries import get_receipt, receipt_at_once
from article22.kernel.actor import Actor


def make_receipt(entry: UUID, *, seen_by: Actor, size: int | None = None) -> dict[str, Any]:
    """The receipt of an entry, with its proof once it is sealed: under the checkpoint of `size` entries, or the newest. Raises Absent."""
    return get_receipt(entry, origin=get_origin(), folder=settings.ENVIRONMENT.keys, seen_by=seen_by, size=size)


def receipt_of(entry: Rows) -> dict[str, Any]:
    """The receipt of an entry in the transaction that writes it: signed, its proof to come once it is sealed."""
    return receipt_at_once(entry.happening, entry.told, origin=get_origin(), folder=settings.ENVIRONMENT.keys)
