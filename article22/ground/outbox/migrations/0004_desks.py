"""A webhook may be the one of a desk: then it is told what the desk is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_sweep")]
    operations = [
        migrations.AddField("armedaddress", "organisation", models.UUIDField(null=True)),
        migrations.AddConstraint("armedaddress", models.CheckConstraint(
            name="desk_of_a_webhook_alone", condition=models.Q(("organisation__isnull", True), ("channel", "webhook"), _connector="OR"))),
    ]
