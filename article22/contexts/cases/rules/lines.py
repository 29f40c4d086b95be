"""What a line that a watch officer types says of a case: its kind, as far as the words speak for one. In doubt it is an emergency."""

import re

from article22.contexts.cases.rules.terms import CaseKind
from article22.ground.places.rules import fold

_DANGER = re.compile(r"\b(?:gun|knife|weapon|shot|shoot|fire|burn|bomb|explo|intru|break|broke|climb|attack|assault|hostage|injur|wound|blood|armed|now|"
                     r"crowd|molotov)")
_RECEIVED = re.compile(r"\b(?:voicemail|letter|e ?mail|anonymous call|threat by|threatening (?:call|message|post))")
_PAST = re.compile(r"\b(?:yesterday|last night|overnight|last week|this morning found|found in the morning)\b")
_WORRY = re.compile(r"\b(?:photograph|film|suspicious|worri|loiter|unattended|strange)")


def propose_kind(words: str) -> CaseKind:
    """The kind that words speak for. The kind itself as the first word decides."""
    folded = fold(words)
    for kind in CaseKind:
        if folded.partition(" ")[0] == kind.value:
            return kind
    if _DANGER.search(folded):
        return CaseKind.EMERGENCY
    for pattern, kind in ((_RECEIVED, CaseKind.THREAT_RECEIVED), (_PAST, CaseKind.INCIDENT), (_WORRY, CaseKind.CONCERN)):
        if pattern.search(folded):
            return kind
    return CaseKind.EMERGENCY
