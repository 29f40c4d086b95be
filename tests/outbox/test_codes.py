"""A code leaves in its message and is kept nowhere."""

import pytest

from article22.contexts.missions.actions import representing, reverifying
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.reverifying import BLANK
from article22.contexts.missions.rules.terms import AskedWhy, Entered
from article22.ground.outbox.models import Message
from article22.ground.wall.session import acting
from article22.procedures import codes, telling
from article22.procedures.links import Asks
from article22.procedures.reverifying import enter_codes, send_codes
from tests.cast import MONDAY, SYSTEM, member
from tests.register.people import somebody

pytestmark = pytest.mark.fundamental


def test_a_code_leaves_whole_and_is_the_same_on_every_try(demo: str) -> None:
    officer = member("liaison-officer")
    with acting(officer):
        row = representing.nominate(get_mission("VAL-1"), somebody("ana.ferro@valdoria.example"), by=officer, at=MONDAY)
        asked = reverifying.ask(row.pk, AskedWhy.ASKED, by=officer, at=MONDAY)
    holder = Asks(asked=asked.pk, representative=row.pk).actor("link")
    with acting(holder):
        send_codes(asked.pk, by=holder, at=MONDAY)
    with acting(SYSTEM):
        (sending,) = telling.take(10, by=SYSTEM, at=MONDAY)
        (code,) = [word.strip(".") for word in f"{sending.body}".split() if word.strip(".").isdigit() and len(word.strip(".")) == 6]
        assert codes.is_code(sending.id, code)
        assert BLANK in f"{Message.objects.get(pk=sending.id).body}"
    with acting(holder):
        assert enter_codes({sending.id: code}, by=holder, at=MONDAY) == {sending.id: Entered.RIGHT}
