"""SMS and voice, and what gateways report: a message may have been delivered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_desks")]
    operations = [
        migrations.RemoveConstraint("message", "message_in_a_known_state"),
        migrations.AddConstraint("message", models.CheckConstraint(name="message_in_a_known_state", condition=models.Q((
            "state__in", ["waiting", "sending", "handed", "delivered", "bounced", "failed", "held", "cancelled"])))),
        migrations.RemoveConstraint("message", "message_by_a_known_channel"),
        migrations.AddConstraint("message", models.CheckConstraint(name="message_by_a_known_channel", condition=models.Q((
            "channel__in", ["mail", "sms", "voice", "webhook"])))),
        migrations.RemoveConstraint("armedaddress", "address_of_a_known_channel"),
        migrations.AddConstraint("armedaddress", models.CheckConstraint(name="address_of_a_known_channel", condition=models.Q((
            "channel__in", ["mail", "sms", "voice", "webhook"])))),
    ]
