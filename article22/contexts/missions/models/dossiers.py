"""What is held of a place beyond where it is: what its mission gave of it and lets its police read, who may ask people to leave it, who consented to entry."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.claims import Claim
from article22.contexts.missions.models.register import KEEPERS, Premises, is_read_by_police
from article22.contexts.missions.rules.terms import ConsentHow, DetailKind
from article22.ground.accounts.models import Organisation
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor


def own_or_kept(actor: Actor) -> Q:
    """The rows of a dossier that somebody may see: a mission those of its own places, who protects and may open a dossier all, police those of places
    whose mission lets them, nobody else any.
    """
    if not actor.may("dossier.see"):
        return Q(pk=None)
    reach = reach_of(actor)
    if reach is Reach.PARTNER:
        return Q(is_read_by_police("premises"))
    return Q() if reach in KEEPERS else Q(premises__mission__organisation=actor.organisation, premises__mission__organisation__isnull=False)


class DetailQuerySet(models.QuerySet["Detail"]):
    """Details, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the dossier; what was withdrawn is not for those who protect."""
        found = self.filter(own_or_kept(actor))
        return found.filter(withdrawn_at__isnull=True) if reach_of(actor) in (*KEEPERS, Reach.PARTNER) else found


class Detail(models.Model):
    """One row is something a mission gave of one of its places, because it chose to: words, or a plan by the digest of its file.

    When the mission withdraws it words and file are gone, and the row says only that there was something.
    """

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="details")
    kind = models.CharField(max_length=12)
    words = models.TextField(null=True)
    name = models.CharField(max_length=140, null=True)
    size = models.IntegerField(null=True)
    digest = models.CharField(max_length=64)
    given_name = models.CharField(max_length=120)
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DetailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="detail_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in DetailKind])),
            models.CheckConstraint(name="detail_holds_something_until_withdrawn", condition=Q(withdrawn_at__isnull=True) & (
                Q(words__isnull=False, digest="") | Q(words__isnull=True, name__isnull=False) & ~Q(digest="")) | Q(
                    withdrawn_at__isnull=False, words__isnull=True, name__isnull=True)),
            models.UniqueConstraint(name="plan_given_once", fields=["premises", "digest"], condition=~Q(digest="") & Q(withdrawn_at__isnull=True)),
        ]
        indexes = [models.Index(name="details_of_a_content", fields=["digest"], condition=~Q(digest="") & Q(withdrawn_at__isnull=True))]

    @property
    def kind_words(self) -> DetailKind:
        """The kind, to be said."""
        return DetailKind(self.kind)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever may open a dossier: a mission its own, who protects all, police those that let them."""
        if not actor.may("dossier.see"):
            return self.none()
        reach = reach_of(actor)
        if reach is Reach.PARTNER:
            return self.filter(organisation=actor.organisation, withdrawn_at__isnull=True)
        return self if reach in KEEPERS else self.filter(premises__mission__organisation=actor.organisation, premises__mission__organisation__isnull=False)


class Agreement(models.Model):
    """One row is a mission's agreement that the police with whom a place is registered read its dossier on the scene, until the mission takes it back.

    It is with one organisation: where the place is registered with another, that one reads nothing.
    """

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=120)
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_agreement_at_a_time", fields=["premises", "organisation"], condition=Q(withdrawn_at__isnull=True))]


class DepartureQuerySet(models.QuerySet["Departure"]):
    """Those who may ask people to leave, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the dossier."""
        return self.filter(own_or_kept(actor))


class Departure(models.Model):
    """One row is an employee of a mission who may ask people to leave one of its places, authorised by its senior official (18 USC 970), for some days."""

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="departures")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    authorised_by = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="departure_ends_no_earlier_than_it_starts", condition=Q(ends_on__isnull=True) | Q(
            ends_on__gte=F("starts_on")))]


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """As the dossier."""
        return self.filter(own_or_kept(actor))


class Consent(models.Model):
    """One row is a consent to enter a place: who gave it, to whom, in which words, from when until when (Article 22(1)). It can be taken back, never changed.

    `claim` is the claim to speak for the mission of whoever gave it, where one is on record.
    """

    id = models.UUIDField(primary_key=True)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="consents")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="consents")
    giver = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    given_to = models.CharField(max_length=160)
    words = models.CharField(max_length=600)
    how = models.CharField(max_length=12)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    noted_name = models.CharField(max_length=120)
    noted_by = models.UUIDField(null=True)
    noted_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="consent_given_in_a_known_way", condition=Q(how__in=[how.value for how in ConsentHow])),
            models.CheckConstraint(name="consent_ends_after_it_was_given", condition=Q(until__gt=F("given_at"))),
        ]
        indexes = [models.Index(name="consents_of_a_place", fields=["premises", "-given_at"])]

    @property
    def how_words(self) -> ConsentHow:
        """How it was given, to be said."""
        return ConsentHow(self.how)
