"""Packs that are loaded over what people changed."""

from datetime import date

import pytest

from article22.contexts.directory.actions import editions, lines
from article22.contexts.directory.packs.files import BadPack
from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.proposals import Proposal
from article22.ground.wall.session import acting
from tests.cast import MONDAY, SYSTEM, member

CHANGE = Proposal(slot="CP-01", raw="202-555-0100", starts_on=date(2026, 7, 1), title="Circular note 26-100", issuer="U.S. Department of State",
                  printed_on=date(2026, 6, 1), quote="call 202-555-0100")


def test_two_values_of_one_day_are_refused_even_where_people_gave_the_line_another(db: None) -> None:
    with acting(SYSTEM):
        administrator = member("administrator")
    with acting(administrator):
        lines.propose_change(CHANGE, by=administrator, at=MONDAY)
    pack = packs.get_pack(packs.PACK)
    twice = next(contact for contact in pack.contacts.contact if contact.id == "CP-01")
    doubled = pack.model_copy(update={"contacts": pack.contacts.model_copy(update={"contact": (*pack.contacts.contact, twice)})})
    with acting(SYSTEM), pytest.raises(BadPack, match="CP-01 has two values on the same day"):
        editions.load_edition(doubled, by=SYSTEM, at=MONDAY)
