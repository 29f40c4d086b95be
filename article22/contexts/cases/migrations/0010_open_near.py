"""Cases that may be one are looked for among the open ones alone: at a place with half a million that ended, each of them was read."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_not_known_yet")]
    operations = [
        migrations.AddIndex("case", models.Index(name="open_cases_near", fields=["latitude", "longitude", "opened_at"], condition=Q(closed_at__isnull=True))),
        migrations.RemoveIndex("case", "cases_near"),
    ]
