"""What is kept of what must be sent."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from article22.ground.outbox.rules.messages import DRILL, EXERCISE, Channel, State
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor

OPEN = [State.WAITING.value, State.SENDING.value]
FOR_PEOPLE = [State.HELD.value, State.FAILED.value]
CHANNELS = [channel.value for channel in Channel]


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Protectors, inspection and the system all; others none: what is sent to one holds that one's links."""
        return self if reach_of(actor) in (Reach.PROTECTOR, Reach.INSPECTION, Reach.SYSTEM) else self.none()


class Message(models.Model):
    """One row is something to be sent to one address. Its id is its Message-ID on every try.

    `due_at`, by the database's clock, is when a worker may take it: the next try, or the end of the lease of whoever sends it now. `purge` names the
    entry of the journal that says why its text is gone. `written_at` is when it was enqueued by the database's clock, `enqueued_at` by the installation's.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(null=True)
    cause = models.UUIDField()
    kind = models.TextField()
    channel = models.CharField(max_length=10)
    address = models.TextField()
    subject = models.TextField(null=True)
    body = models.TextField(null=True)
    language = models.CharField(max_length=10, db_default="")
    state = models.CharField(max_length=10, db_default=State.WAITING.value)
    enqueued_at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    tries = models.SmallIntegerField(db_default=0)
    settled_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=40, db_default="")
    purge = models.UUIDField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_in_a_known_state", condition=Q(state__in=[state.value for state in State])),
            models.CheckConstraint(name="message_by_a_known_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="message_with_text_or_purged", condition=Q(subject__isnull=False, body__isnull=False, purge__isnull=True)
                                   | Q(subject__isnull=True, body__isnull=True, purge__isnull=False)),
            models.CheckConstraint(name="a_drill_says_so_and_nothing_else_does", condition=Q(purge__isnull=False)
                                   | Q(kind__startswith=DRILL, subject__startswith=EXERCISE, body__startswith=EXERCISE)
                                   | (~Q(kind__startswith=DRILL) & ~Q(subject__startswith=EXERCISE) & ~Q(body__startswith=EXERCISE))),
        ]
        indexes = [
            models.Index(name="messages_to_be_taken", fields=["due_at", "id"], condition=Q(state__in=OPEN)),
            models.Index(name="messages_for_a_person", fields=["state"], condition=Q(state__in=FOR_PEOPLE)),
            models.Index(name="messages_of_a_cause", fields=["cause"]),
        ]


class ArmedAddressQuerySet(models.QuerySet["ArmedAddress"]):
    """Armed addresses, as far as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Administration, inspection and the system see all of them, others none."""
        return self if reach_of(actor) in (Reach.ADMINISTRATION, Reach.INSPECTION, Reach.SYSTEM) else self.none()


class ArmedAddress(models.Model):
    """One row is an address to which this installation may deliver, once a second person armed it and until it is ended. Only a live one has any.

    `organisation` is whose desk a webhook is of: it is told what that desk is told.
    """

    id = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=10)
    address = models.TextField()
    folded = models.TextField()
    organisation = models.UUIDField(null=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    armed_by = models.UUIDField(null=True)
    armed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ArmedAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="armed_by_two_people", condition=Q(armed_by__isnull=True) | ~Q(armed_by=F("proposed_by"))),
            models.CheckConstraint(name="armed_by_somebody_at_some_time", condition=Q(armed_by__isnull=True, armed_at__isnull=True)
                                   | Q(armed_by__isnull=False, armed_at__isnull=False)),
            models.CheckConstraint(name="address_of_a_known_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="desk_of_a_webhook_alone", condition=Q(organisation__isnull=True) | Q(channel=Channel.WEBHOOK.value)),
            models.UniqueConstraint(name="address_armed_once", fields=["channel", "folded"], condition=Q(ended_at__isnull=True)),
        ]


class Caught(models.Model):
    """One row is something that a demo's catcher took in instead of a mail server or a webhook. A live installation has none."""

    id = models.UUIDField(primary_key=True)
    message = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    address = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    caught_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="caught_of_a_message", fields=["message"])]
