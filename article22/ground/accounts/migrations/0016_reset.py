"""A lost second factor is taken away by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def key(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_forgotten")]
    operations = [
        migrations.CreateModel("Reset", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("reason", models.CharField(max_length=300)),
            ("proposed_at", models.DateTimeField()),
            ("decided_at", models.DateTimeField(null=True)),
            ("until", models.DateTimeField(null=True)),
            ("finished_at", models.DateTimeField(null=True)),
            ("person", key()),
            ("proposed_by", key()),
            ("decided_by", key(null=True)),
        ], options={"constraints": [
            models.CheckConstraint(name="reset_by_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))),
            models.CheckConstraint(name="reset_by_others", condition=~Q(proposed_by=F("person")) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person")))),
            models.CheckConstraint(name="reset_granted_once_decided", condition=Q(until__isnull=True) | Q(decided_at__isnull=False, until__gt=F("decided_at"))),
            models.CheckConstraint(name="reset_finished_if_granted", condition=Q(finished_at__isnull=True) | Q(until__isnull=False)),
            models.UniqueConstraint(name="reset_open_once_a_person", fields=["person"], condition=Q(decided_at__isnull=True)),
        ]}),
    ]
