"""A message as it is posted: its JSON and the headers that sign it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from article22.ground.outbox.rules.messages import Sending


def write(message: Sending) -> bytes:
    """The body of a request."""
    return json.dumps({"type": message.kind, "timestamp": message.enqueued_at.isoformat(),
                       "data": {"id": f"{message.id}", "cause": f"{message.cause}", "subject": message.subject, "text": message.body}},
                      ensure_ascii=False).encode()


def secret_of(key: str, address: str) -> bytes:
    """The secret that this installation shares with one address: what one receiver knows signs nothing for another."""
    return hmac.digest(key.encode(), f"webhook {address}".encode(), hashlib.sha256)


def shown(secret: bytes) -> str:
    """A secret as receivers' libraries take it."""
    return f"whsec_{base64.b64encode(secret).decode('ascii')}"


def headers_of(message: Sending, body: bytes, *, secrets: Sequence[bytes], seconds: int) -> Mapping[str, str]:
    """The headers of a request: the id is the same on every try; signed with every generation of the key."""
    signed = f"{message.id}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode("ascii") for secret in secrets)
    return {"Content-Type": "application/json", "User-Agent": "Article22", "webhook-id": f"{message.id}", "webhook-timestamp": f"{seconds}",
            "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures)}
