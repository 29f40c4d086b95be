"""A message as it is posted to a gateway that calls and speaks."""

import json
import re

from article22.ground.outbox.rules.messages import Sending

TIMES = 2  # whoever picks up mishears the first time
CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")  # in Chinese no space stands around it


def write(message: Sending) -> bytes:
    """The body of a request: what is said, in which language, and how often. A code is said digit by digit."""
    said = CODE.sub(lambda code: ", ".join(code[0]), (message.body or "").strip())
    return json.dumps({"type": message.kind, "timestamp": message.enqueued_at.isoformat(),
                       "data": {"id": f"{message.id}", "to": message.address, "say": said, "language": message.language or "en",
                                "times": TIMES}}, ensure_ascii=False).encode()
