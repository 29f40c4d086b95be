"""People whom the directory of their agency keeps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

NAME = "person_active_unless_suspended"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_identities")]
    operations = [
        migrations.RemoveConstraint("person", NAME),
        migrations.AddConstraint("person", models.CheckConstraint(
            name=NAME, condition=Q(is_active=True, suspended_at__isnull=True, suspended_why="")
            | Q(is_active=False, suspended_at__isnull=False, suspended_why__in=["unused", "decided", "awaiting", "agency"]))),
        migrations.CreateModel("AgencyToken", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("digest", models.BinaryField(unique=True)),
            ("made_at", models.DateTimeField()),
            ("until", models.DateTimeField()),
            ("revoked_at", models.DateTimeField(null=True)),
            ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
        ]),
        migrations.CreateModel("Provision", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("external_id", models.CharField(max_length=200, default="")),
            ("changed_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
            ("person", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="provision", to=settings.AUTH_USER_MODEL)),
        ], options={"constraints": [models.UniqueConstraint(
            name="external_id_once_an_agency", fields=["organisation", "external_id"], condition=Q(ended_at__isnull=True) & ~Q(external_id=""))]}),
    ]
