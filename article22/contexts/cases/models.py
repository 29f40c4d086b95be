"""What is kept of cases. `organisation` is the mission's tenant, None where the mission has nobody here yet.

What belongs to a case repeats it, and the database holds the two together: see migration 0002.
"""

from collections.abc import Iterable
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from article22.contexts.cases.rules.clocks import STANDING, TICKING
from article22.contexts.cases.rules.opening import NOBODYS
from article22.contexts.cases.rules.terms import Audience, CaseKind, ClockName, ClockState, Outcome, PassageKind, Priority, PurgeWhy, Status, Told
from article22.contexts.missions.models import Mission, Premises
from article22.ground.accounts.models import Organisation
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.term import Term
from article22.kernel.text import Text

ALL_SEEING = (Reach.PROTECTOR, Reach.INSPECTION, Reach.SYSTEM)


M = TypeVar("M", bound=models.Model)


class WalledQuerySet(models.QuerySet[M]):
    """Rows of cases, as far as somebody may see them; `to_case` leads to the case."""

    to_case = "case__"

    def visible_to(self, actor: Actor) -> Self:
        """A mission its own; protectors and inspectors all; a partner those that it was told of; a link's holder the one it opens."""
        reach = reach_of(actor)
        if reach in ALL_SEEING:
            return self
        if reach is Reach.MISSION and actor.organisation:
            return self.filter(organisation=actor.organisation)
        if reach is Reach.PARTNER and actor.organisation:
            told = Recipient.objects.filter(desk=actor.organisation, dropped_at__isnull=True)
            return self.filter(**{f"{self.to_case}id__in" if self.to_case else "pk__in": told.values("case")})
        if reach is Reach.LINK and actor.record:
            return self.filter(**{f"{self.to_case}id" if self.to_case else "pk": actor.record})
        return self.none()


class CaseQuerySet(WalledQuerySet["Case"]):
    """Cases, as far as somebody may see them."""

    to_case = ""


def known(field: str, terms: Iterable[Term]) -> Q:
    """That a field holds one of a vocabulary."""
    return Q(**{f"{field}__in": sorted(term.value for term in terms)})


class Case(models.Model):
    """One row is one matter of one mission. `next_due_at` is the soonest of its clocks; `version` counts changes, so that none is lost.

    Of an emergency that was telephoned neither mission nor place may be known yet: it is then nobody's but of those who protect.
    `unread_at` is when a mission last added something that no officer has opened since, here or in a case that is joined to this one.

    Words (summary, description, reporter, details, place) are NULL once they were purged. The column `search` is the database's own.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(max_length=12)
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    premises = models.ForeignKey(Premises, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=16)
    status = models.CharField(max_length=20)
    priority = models.CharField(max_length=1)
    summary = models.CharField(max_length=200, null=True)
    description = models.TextField(null=True)
    reporter = models.JSONField(null=True)
    details = models.JSONField(null=True)
    happened_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    expected_size = models.IntegerField(null=True)
    place = models.CharField(max_length=300, null=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=3)
    zone = models.CharField(max_length=40)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision_km = models.FloatField()
    regime = models.CharField(max_length=20)
    directory = models.CharField(max_length=60)
    office = models.CharField(max_length=40)
    matter = models.JSONField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    opened_role = models.CharField(max_length=40)
    door = models.CharField(max_length=20)
    next_due_at = models.DateTimeField(null=True)
    hops = models.IntegerField()
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False, related_name="merged")
    version = models.IntegerField()
    purged_at = models.DateTimeField(null=True)
    unread_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_number_once", fields=["number"]),
            models.CheckConstraint(name="case_of_a_known_kind", condition=known("kind", CaseKind)),
            models.CheckConstraint(name="case_in_a_known_status", condition=known("status", Status)),
            models.CheckConstraint(name="case_of_a_known_priority", condition=known("priority", Priority)),
            models.CheckConstraint(name="case_ends_after_it_starts", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="case_of_no_mission_is_nobodys", condition=Q(mission__isnull=False) | Q(organisation__isnull=True)),
            models.CheckConstraint(name="case_with_a_point_or_none", condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(
                latitude__isnull=False, longitude__isnull=False)),
            models.CheckConstraint(name="case_is_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))),
        ]
        indexes = [
            models.Index(name="cases_of_an_organisation", fields=["organisation", "-opened_at", "-id"]),
            models.Index(name="cases_in_order", fields=["-opened_at", "-id"]),
            models.Index(name="cases_of_a_mission", fields=["mission", "-opened_at"]),
            models.Index(name="cases_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            models.Index(name="cases_by_next_clock", fields=["next_due_at", "id"], condition=Q(closed_at__isnull=True)),
            models.Index(name="open_cases_near", fields=["latitude", "longitude", "opened_at"], condition=Q(closed_at__isnull=True)),
            models.Index(name="cases_unread", fields=["unread_at"], condition=Q(unread_at__isnull=False)),
            models.Index(name="cases_closed", fields=["closed_at", "id"], condition=Q(closed_at__isnull=False, purged_at__isnull=True)),
        ]

    @property
    def whose(self) -> Text:
        """Whose it is, in words."""
        return Text("case.whose", "{name}", name=self.mission.name) if self.mission else NOBODYS


class Stage(models.Model):
    """One row says what a case became, and when: its lineage."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="stages")
    kind = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    was_status = models.CharField(max_length=20)

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="stage_of_a_known_kind", condition=known("kind", CaseKind))]
        indexes = [models.Index(name="stages_of_a_case", fields=["case", "began_at"])]


class Recipient(models.Model):
    """One row is an authority's desk that is told of a case: by which lines, when, and who answered. `desk` is its organisation here, if any.

    Dropped when the case was sent on to somebody else; it stays on record. `messages` are the ids of what the outbox sends it.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="recipients")
    rank = models.SmallIntegerField()
    authority = models.CharField(max_length=20)
    office = models.CharField(max_length=40)
    contact = models.CharField(max_length=20)
    who = models.JSONField()
    because = models.JSONField()
    lines = models.JSONField()
    desk = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=10)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_how = models.CharField(max_length=10)
    acknowledged_by = models.UUIDField(null=True)
    acknowledged_name = models.CharField(max_length=120)
    recorded_by = models.UUIDField(null=True)
    is_late = models.BooleanField()
    messages = models.JSONField()
    fault = models.CharField(max_length=40)
    dropped_at = models.DateTimeField(null=True)

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="recipient_told_somehow", condition=Q(told_at__isnull=True) | known("told_how", Told)),
            models.CheckConstraint(name="recipient_answered_somehow", condition=Q(acknowledged_at__isnull=True) | known("acknowledged_how", Told)),
            models.UniqueConstraint(name="recipient_once_a_case", fields=["case", "authority", "office"], condition=Q(dropped_at__isnull=True)),
        ]
        indexes = [
            models.Index(name="recipients_of_a_case", fields=["case", "rank"]),
            models.Index(name="recipients_at_a_desk", fields=["desk", "case"]),
        ]


class Clock(models.Model):
    """One row is something owed by an instant. `step` and `holder` say how far its lapse was escalated, and who holds it now."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="clocks")
    name = models.CharField(max_length=14)
    state = models.CharField(max_length=10)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    resumes_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, null=True)
    stopped_at = models.DateTimeField(null=True)
    step = models.SmallIntegerField()
    escalates_at = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True)
    holder_name = models.CharField(max_length=120)

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clock_of_a_known_name", condition=known("name", ClockName)),
            models.CheckConstraint(name="clock_in_a_known_state", condition=known("state", ClockState)),
            models.CheckConstraint(name="clock_that_ticks_is_due", condition=~known("state", TICKING) | Q(due_at__isnull=False, warn_at__isnull=False)),
            models.CheckConstraint(name="clock_paused_for_a_reason", condition=~Q(state=ClockState.PAUSED.value) | Q(
                paused_at__isnull=False, resumes_at__isnull=False)),
            models.UniqueConstraint(name="clock_once_at_a_time", fields=["case", "name"], condition=known("state", STANDING)),
        ]
        indexes = [
            models.Index(name="clocks_of_a_case", fields=["case", "due_at"]),
            models.Index(name="clocks_to_warn", fields=["warn_at"], condition=Q(state=ClockState.RUNNING.value, warned_at__isnull=True)),
            models.Index(name="clocks_to_breach", fields=["due_at"], condition=Q(state=ClockState.RUNNING.value)),
            models.Index(name="clocks_to_resume", fields=["resumes_at"], condition=Q(state=ClockState.PAUSED.value)),
            models.Index(name="clocks_to_escalate", fields=["escalates_at"], condition=Q(state=ClockState.LATE.value)),
        ]


class Passage(models.Model):
    """One row is a passage of the story: when it happened, when it was entered, by whom. Never changed; struck with a reason; words may be purged.

    `audience` is mission (the mission reads it too) or protectors. `said` holds what the program itself says, as a text.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="passages")
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    audience = models.CharField(max_length=10)
    words = models.TextField(null=True)
    said = models.JSONField(null=True)
    by_person = models.UUIDField(null=True)
    by_role = models.CharField(max_length=40)
    by_name = models.CharField(max_length=120)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_name = models.CharField(max_length=120)
    struck_reason = models.CharField(max_length=300, null=True)
    purged_at = models.DateTimeField(null=True)

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="passage_struck_with_a_reason", condition=Q(struck_at__isnull=True) | Q(struck_reason__isnull=False)
                                   | Q(purged_at__isnull=False)),
            models.CheckConstraint(name="passage_of_a_known_kind", condition=known("kind", PassageKind)),
            models.CheckConstraint(name="passage_for_a_known_audience", condition=known("audience", Audience)),
        ]
        indexes = [models.Index(name="passages_of_a_case", fields=["case", "happened_at", "id"])]


class Decision(models.Model):
    """One row is what was decided on a case: outcome, coded reasons, what is granted or offered instead, until when, by whom."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="decisions")
    outcome = models.CharField(max_length=20)
    reasons = models.JSONField()
    measures = models.TextField(null=True)
    offered = models.TextField(null=True)
    ends_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=120)
    decided_for = models.CharField(max_length=200)
    entry = models.UUIDField()
    purged_at = models.DateTimeField(null=True)

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="decision_of_a_known_outcome", condition=known("outcome", Outcome))]
        indexes = [models.Index(name="decisions_of_a_case", fields=["case", "decided_at"])]


class Purge(models.Model):
    """One row proposes that the words of a case be removed, everywhere; a second person decides. Whoever decides never sees the words."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="purges")
    number = models.CharField(max_length=12)
    why = models.CharField(max_length=10)
    proposed_by = models.UUIDField()
    proposed_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="purge_for_a_known_reason", condition=known("why", PurgeWhy)),
            models.CheckConstraint(name="purge_by_two_people", condition=Q(decided_by__isnull=True) | Q(is_approved=False) | ~Q(decided_by=F("proposed_by"))),
            models.UniqueConstraint(name="purge_open_once", fields=["case"], condition=Q(decided_at__isnull=True)),
        ]


class Hold(models.Model):
    """One row says that a case must be kept: why, since when, until when (until it is lifted, where that is None). A second person lifts it early.

    `lifting_by` proposes that. The reason is NULL once the case was purged, after the hold.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="holds")
    number = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, null=True)
    placed_by = models.UUIDField()
    placed_name = models.CharField(max_length=120)
    placed_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifting_by = models.UUIDField(null=True)
    lifting_name = models.CharField(max_length=120)
    lifting_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hold_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gt=F("placed_at"))),
            models.CheckConstraint(name="hold_lifted_by_two_people", condition=Q(lifted_at__isnull=True) | Q(
                lifting_by__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=F("lifting_by"))),
        ]
        indexes = [models.Index(name="holds_of_a_case", fields=["case"], condition=Q(lifted_at__isnull=True))]


class Reading(models.Model):
    """One row says that somebody read a case within an hour: one an actor, a case and an hour."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="readings")
    person = models.UUIDField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    hour = models.DateTimeField()
    first_at = models.DateTimeField()

    objects = WalledQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="read_once_an_hour", fields=["case", "person", "role", "hour"])]
