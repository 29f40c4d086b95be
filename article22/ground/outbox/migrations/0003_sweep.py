"""What a demo caught is swept by the worker, who may take it away and change nothing of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_wall")]
    operations = [migrations.RunSQL("GRANT DELETE ON outbox_caught TO article22_worker", "REVOKE DELETE ON outbox_caught FROM article22_worker")]
