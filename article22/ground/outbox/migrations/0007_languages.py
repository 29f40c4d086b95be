"""A message says in which language it is written; empty: English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_drills")]
    operations = [migrations.AddField("message", "language", models.CharField(max_length=10, db_default=""))]
