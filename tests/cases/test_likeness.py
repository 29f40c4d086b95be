"""Which other cases are proposed beside one, behind the wall."""

from datetime import timedelta

import pytest

from article22.contexts.cases.actions import moving
from article22.contexts.cases.queries import cases
from article22.contexts.cases.queries.likeness import list_alike
from article22.contexts.cases.rules.terms import Status
from tests.cases.opening import SATURDAY, as_one, concern, demonstration, file
from tests.cast import TUESDAY, minutes

pytestmark = pytest.mark.usefixtures("db")
LATER = TUESDAY + timedelta(days=1)


def test_open_cases_of_the_same_place_and_time_are_proposed_and_no_others() -> None:
    long_ago = TUESDAY - timedelta(days=40)
    file(concern(happened_at=long_ago), at=long_ago)
    case, ended, joined, same, related, _far = (
        file(demonstration()), file(demonstration(summary="A march, reported twice"), at=TUESDAY + minutes(1)),
        file(demonstration(summary="The march again"), at=TUESDAY + minutes(2)), file(demonstration(summary="A march past us"), nth=1, at=LATER),
        file(concern(summary="Somebody on the roof", description="", happened_at=SATURDAY - timedelta(hours=80)), at=LATER),
        file(demonstration(), place="Nashville, TN", at=LATER))
    moving.move_case(ended.number, Status.WITHDRAWN, reason="Twice", name="Ana Ferro", by=as_one("representative"), at=LATER)
    moving.merge_cases(joined.number, same.number, name="Dana Reyes", by=as_one("liaison-officer"), at=LATER)
    for role, nth, expected in (("watch-officer", 0, [(same.number, True), (related.number, False)]), ("representative", 0, [(related.number, False)]),
                                ("representative", 1, [])):
        actor = as_one(role, nth)
        one = cases.get_case(same.number if nth else case.number, seen_by=actor)
        assert [(each.case.number, each.likeness.is_duplicate) for each in list_alike(one, seen_by=actor)] == expected, role
