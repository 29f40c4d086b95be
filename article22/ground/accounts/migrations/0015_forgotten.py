"""Who a suspended account was at its agency is forgotten: whoever restores it says whose it is."""

from django.db import migrations

TABLES = "socialaccount_socialaccount, socialaccount_socialtoken"
FORWARD = f"GRANT DELETE ON {TABLES} TO article22_web, article22_worker;"
BACKWARD = f"REVOKE DELETE ON {TABLES} FROM article22_web, article22_worker;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_provisions_wall")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
