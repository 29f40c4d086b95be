"""The broken glass: somebody acts for some hours without their second factor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FINDINGS = ["justified", "not-justified"]


def key(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_access_wall")]
    operations = [
        migrations.CreateModel("Glass", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("reason", models.CharField(max_length=300)),
            ("broken_at", models.DateTimeField()),
            ("until", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("finding", models.CharField(max_length=14, default="")),
            ("found", models.CharField(max_length=300, default="")),
            ("reviewed_at", models.DateTimeField(null=True)),
            ("membership", key("accounts.membership")),
            ("person", key(settings.AUTH_USER_MODEL)),
            ("ended_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("reviewed_by", key(settings.AUTH_USER_MODEL, null=True)),
        ], options={"constraints": [
            models.CheckConstraint(name="glass_ends_by_itself", condition=Q(until__gt=F("broken_at"))),
            models.CheckConstraint(name="glass_reviewed_by_another", condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person"))),
            models.CheckConstraint(name="glass_reviewed_whole", condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, finding="")
                                   | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, ended_at__isnull=False, finding__in=FINDINGS)),
        ]}),
    ]
