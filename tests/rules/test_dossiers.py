"""Consents to entry by the rules alone: until when one opens a door."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from article22.contexts.missions.rules.claims import Claim
from article22.contexts.missions.rules.dossiers import stand_of_consent
from article22.contexts.missions.rules.terms import ConsentStand

T = datetime(2026, 6, 15, 13, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEAD = Claim(id=uuid4(), name="Ines Duarte", starts_on=date(2026, 3, 2), accredited_on=date(2026, 3, 9), accredited_until=date(2026, 6, 17))


@pytest.mark.parametrize(("after", "withdrawn", "claim", "stand"), [
    (0 * HOUR, None, None, ConsentStand.HOLDS), (0 * HOUR, None, HEAD, ConsentStand.HOLDS),
    (71 * HOUR, None, None, ConsentStand.HOLDS), (72 * HOUR, None, None, ConsentStand.ENDED),
    (2 * HOUR, HOUR, HEAD, ConsentStand.TAKEN_BACK), (90 * HOUR, HOUR, HEAD, ConsentStand.TAKEN_BACK),
    (90 * HOUR, 80 * HOUR, None, ConsentStand.ENDED),  # it had ended before anybody took it back
    (1 * DAY, None, HEAD, ConsentStand.HOLDS), (2 * DAY, None, HEAD, ConsentStand.GIVER_GONE), (2 * DAY, None, None, ConsentStand.HOLDS),
])
def test_a_consent_holds_until_its_end_unless_it_is_taken_back_or_its_giver_speaks_for_the_mission_no_more(
        after: timedelta, withdrawn: timedelta | None, claim: Claim | None, stand: ConsentStand) -> None:
    at = T + after
    assert stand_of_consent(until=T + 3 * DAY, withdrawn_at=T + withdrawn if withdrawn else None, giver=claim, at=at, on=at.date()) is stand
