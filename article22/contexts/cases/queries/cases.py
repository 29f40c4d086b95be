"""Cases: one by its number or id, many by status, kind and words, as far as somebody may see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from article22.contexts.cases.models import Case, Clock, Decision, Passage, Reading, Recipient, Stage
from article22.contexts.cases.rules.pages import FIRST_PAGE, Page
from article22.contexts.cases.rules.terms import Audience
from article22.contexts.missions.queries.missions import named_alike, named_by
from article22.contexts.missions.rules.names import slips_of
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"\s*(\d{2}-\d{4,})\s*")
FIND = """
    SELECT id FROM cases_case WHERE id IN (
        {found}
        UNION ALL (SELECT newest.id FROM unnest(%(missions)s::uuid[]) AS mission CROSS JOIN LATERAL (  -- one by one: each reads its index in order
            SELECT id, opened_at FROM cases_case WHERE mission_id = mission AND (opened_at, id) < (%(before)s, %(before_id)s)
            ORDER BY opened_at DESC, id DESC LIMIT %(most)s) newest ORDER BY newest.opened_at DESC, newest.id DESC LIMIT %(most)s))
    ORDER BY opened_at DESC, id DESC LIMIT %(most)s"""
BY_WORDS = FIND.format(found="SELECT id FROM a22_find_cases(websearch_to_tsquery('simple', %(words)s), %(before)s, %(before_id)s, %(most)s)")
ALIKE = FIND.format(found="""SELECT id FROM a22_find_cases_alike(%(words)s, %(most)s)
        UNION ALL SELECT id FROM a22_find_cases(to_tsquery('simple', %(slips)s), %(before)s, %(before_id)s, %(most)s)""")
LONGEST, LONGEST_ALIKE = 200, 80
UNSEEN_READERS = ("analyst", "chief-analyst", "inspector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which cases: words, statuses and kinds (empty: any), whether only open ones, one mission's only."""

    words: str = ""
    statuses: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    is_open: bool = False
    mission: UUID | None = None


def get_case(reference: str | UUID, *, seen_by: Actor, lock: bool = False) -> Case:
    """A case by its number or id, or Absent."""
    seen_by.check_may("case.see")
    cases = Case.objects.visible_to(seen_by).select_related("mission__state", "premises")
    if lock:
        cases = cases.select_for_update(of=("self",))
    case: Case | None = cases.filter(_referred(reference)).first()
    if case is None:
        raise Absent(Text("case.unknown", "There is no case {reference} that you can see. A number looks like 26-0418.", reference=f"“{reference!s:.40}”"))
    return case


def list_cases(asked: Asked, *, seen_by: Actor, page: Page = FIRST_PAGE) -> tuple[Sequence[Case], Page | None]:
    """Cases, the newest first, a page at a time; and the next page, where there is one."""
    seen_by.check_may("case.list")
    seen = Case.objects.visible_to(seen_by)
    cases = _narrowed(seen.select_related("mission"), asked)
    if asked.words.strip():
        found = _found(asked.words, page)
        rows = list(cases.filter(pk__in=found[:page.size]).order_by("-opened_at", "-id"))
        edge = seen.filter(pk=found[page.size - 1]).first() if len(found) > page.size else None  # a page that is narrowed is shorter, and goes on
        return rows, page.after(edge.opened_at, edge.pk) if edge else None
    if page.before:
        cases = cases.filter(Q(opened_at__lt=page.before[0]) | Q(opened_at=page.before[0], pk__lt=page.before[1]))
    rows = list(cases.order_by("-opened_at", "-id")[:page.size + 1])
    more = len(rows) > page.size
    return rows[:page.size], page.after(rows[page.size - 1].opened_at, rows[page.size - 1].pk) if more else None


def count_cases(*, seen_by: Actor) -> int:
    """How many cases somebody may see."""
    return Case.objects.visible_to(seen_by).count()


def count_open(mission: UUID, *, seen_by: Actor) -> int:
    """How many cases of a mission are open, as far as somebody may see them."""
    seen_by.check_may("case.list")
    return Case.objects.visible_to(seen_by).filter(mission=mission, closed_at__isnull=True).count()


def gather_parts(cases: Sequence[Case], *, seen_by: Actor) -> Sequence[Case]:
    """The same cases with who was told, what is owed and what was decided: one question for each, however many cases."""
    prefetch_related_objects(list(cases), Prefetch("recipients", Recipient.objects.visible_to(seen_by).order_by("rank")),
                             Prefetch("clocks", Clock.objects.visible_to(seen_by)),
                             Prefetch("decisions", Decision.objects.visible_to(seen_by).order_by("-decided_at")))
    return cases


def list_recipients(case: Case, *, seen_by: Actor) -> Sequence[Recipient]:
    """Who was told, in the order of the route; those that were dropped last."""
    rows = Recipient.objects.visible_to(seen_by).filter(case=case)
    return sorted(rows, key=lambda row: (row.dropped_at is not None, row.rank))


def list_asked(case: Case, *, seen_by: Actor) -> Sequence[Recipient]:
    """The same, each desk once, as it is asked now: what it answered to what the case was before stands in the story."""
    rows = list_recipients(case, seen_by=seen_by)
    standing = {(row.authority, row.office) for row in rows if row.dropped_at is None}
    return [row for row in rows if row.dropped_at is None or (row.authority, row.office) not in standing]


def get_recipient(recipient_id: UUID, *, seen_by: Actor, lock: bool = False) -> Recipient:
    """Somebody who was told, or Absent."""
    rows = Recipient.objects.visible_to(seen_by)
    recipient: Recipient | None = (rows.select_for_update() if lock else rows).filter(pk=recipient_id).first()
    if recipient is None:
        raise Absent
    return recipient


def find_recipient(case: UUID, message: UUID, *, seen_by: Actor) -> Recipient | None:
    """Whom a message of a case was for; None where it was for nobody that is told."""
    rows = Recipient.objects.visible_to(seen_by).select_related("case").filter(case=case)
    return next((row for row in rows if f"{message}" in row.messages), None)


def list_clocks(case: Case, *, seen_by: Actor) -> Sequence[Clock]:
    """The clocks of a case in the order in which they are due; those that wait last."""
    rows = Clock.objects.visible_to(seen_by).filter(case=case)
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.pk, row.name))


def list_passages(*cases: Case, seen_by: Actor) -> Sequence[Passage]:
    """The story of a case, or of several, as it happened; a mission reads what is for it."""
    rows = Passage.objects.visible_to(seen_by).filter(case__in=cases).order_by("happened_at", "id")
    if reach_of(seen_by) in (Reach.MISSION, Reach.LINK):
        rows = rows.filter(audience=Audience.MISSION.value)
    return list(rows)


def list_decisions(case: Case, *, seen_by: Actor) -> Sequence[Decision]:
    """What was decided, the newest first."""
    return list(Decision.objects.visible_to(seen_by).filter(case=case).order_by("-decided_at"))


def find_survivor(case: Case, *, seen_by: Actor) -> Case | None:
    """The case that goes on for one that was joined to it; None where there is none that somebody may see."""
    return Case.objects.visible_to(seen_by).select_related("mission").filter(pk=case.merged_into_id).first() if case.merged_into_id else None


def list_joined(case: Case, *, seen_by: Actor) -> Sequence[Case]:
    """The cases that were joined to a case, the oldest first."""
    return list(Case.objects.visible_to(seen_by).select_related("mission").filter(merged_into=case).order_by("opened_at", "id"))


def list_stages(case: Case, *, seen_by: Actor) -> Sequence[Stage]:
    """What the case has been, in order."""
    return list(Stage.objects.visible_to(seen_by).filter(case=case).order_by("began_at", "id"))


def list_readings(case: Case, *, seen_by: Actor) -> Sequence[Reading]:
    """Who has looked, the latest first; a mission never sees that an analyst or an inspector did."""
    rows = Reading.objects.visible_to(seen_by).filter(case=case).order_by("-first_at")
    if reach_of(seen_by) is Reach.MISSION:
        rows = rows.exclude(role__in=UNSEEN_READERS)
    return list(rows)


def _found(words: str, page: Page) -> list[UUID]:
    """Ids by number, else by words or the mission that they name, else by words or a mission alike; one more than a page holds, the newest first."""
    if number := NUMBER.fullmatch(words):
        return list(Case.objects.filter(number=number[1]).values_list("pk", flat=True))
    before, before_id = page.before or ("infinity", UUID(int=0))
    asked = {"words": words[:LONGEST], "missions": named_by(words[:LONGEST], on=date.min), "before": before, "before_id": before_id, "most": page.size + 1}
    with connection.cursor() as cursor:
        cursor.execute(BY_WORDS, asked)
        found = cursor.fetchall()
        if not found and page.before is None:
            few = words[:LONGEST_ALIKE]
            slips = " & ".join(f"({' | '.join(slips_of(word))})" for word in WORD.findall(few))
            cursor.execute(ALIKE, asked | {"words": few, "missions": named_alike(few, on=date.min), "slips": slips, "most": page.size})
            found = cursor.fetchall()
    return [id for (id,) in found]


def _narrowed(cases: "QuerySet[Case]", asked: Asked) -> "QuerySet[Case]":
    if asked.statuses:
        cases = cases.filter(status__in=asked.statuses)
    if asked.kinds:
        cases = cases.filter(kind__in=asked.kinds)
    if asked.mission:
        cases = cases.filter(mission=asked.mission)
    return cases.filter(closed_at__isnull=True) if asked.is_open else cases


def _referred(reference: str | UUID) -> Q:
    if isinstance(reference, UUID):
        return Q(pk=reference)
    try:
        return Q(pk=UUID(reference))
    except ValueError:
        return Q(number=reference.strip())
