"""A message as it is posted to an SMS gateway."""

import json

from article22.ground.outbox.rules.messages import Sending


def write(message: Sending) -> bytes:
    """The body of a request: the words alone, without the subject that a mail would have."""
    return json.dumps({"type": message.kind, "timestamp": message.enqueued_at.isoformat(),
                       "data": {"id": f"{message.id}", "to": message.address, "text": (message.body or "").strip()}}, ensure_ascii=False).encode()
