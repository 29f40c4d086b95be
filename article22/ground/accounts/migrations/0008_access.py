"""Who still needs an account: asked for after some time, suspended, restored."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

WHY = ["unused", "decided"]
OUTCOMES = ["kept", "used", "suspended"]
# An account that is there was needed when somebody last signed in, or else when it was made; one that was closed before was closed by a decision.
FORWARD = """
UPDATE accounts_person SET needed_at = coalesce(last_login, made_at),
       suspended_at = CASE WHEN is_active THEN NULL ELSE coalesce(last_login, made_at) END, suspended_why = CASE WHEN is_active THEN '' ELSE 'decided' END;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_webhooks")]
    operations = [
        migrations.AddField("person", "needed_at", models.DateTimeField(null=True)),
        migrations.AddField("person", "suspended_at", models.DateTimeField(null=True)),
        migrations.AddField("person", "suspended_why", models.CharField(max_length=12, default="")),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("person", "needed_at", models.DateTimeField()),
        migrations.AddConstraint("person", models.CheckConstraint(
            name="person_active_unless_suspended",
            condition=Q(is_active=True, suspended_at__isnull=True, suspended_why="") | Q(is_active=False, suspended_at__isnull=False, suspended_why__in=WHY))),
        migrations.CreateModel("AccessReview", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("needed_at", models.DateTimeField()),
            ("asked_at", models.DateTimeField()),
            ("answer_by", models.DateTimeField()),
            ("outcome", models.CharField(max_length=12, default="")),
            ("settled_at", models.DateTimeField(null=True)),
            ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL)),
            ("settled_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        ], options={"constraints": [
            models.CheckConstraint(name="review_open_or_settled", condition=Q(settled_at__isnull=True, outcome="", settled_by__isnull=True)
                                   | Q(settled_at__isnull=False, outcome__in=OUTCOMES)),
            models.CheckConstraint(name="review_not_by_its_subject", condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("person"))),
            models.UniqueConstraint(name="review_open_once_a_person", fields=["person"], condition=Q(settled_at__isnull=True)),
        ]}),
    ]
