"""Answers that were given under a key."""

from django.db import models


class Repeat(models.Model):
    """One row is something done once under a key of the sender's: what was sent, and what was answered. Swept after some days."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(null=True)
    key = models.CharField(max_length=80)
    sent = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    headers = models.JSONField(null=True)
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="done_once_under_a_key", fields=["person", "key"], nulls_distinct=False)]
        indexes = [models.Index(name="repeats_by_age", fields=["made_at"])]
