"""An installation cannot become another; its clock may be wound."""

from django.db import migrations

FORWARD = """
SELECT a22_open('installation_installation', 'SELECT');
SELECT a22_append_only('installation_installation');
SELECT a22_open('installation_clock', 'SELECT, UPDATE');
"""
BACKWARD = """
DROP TRIGGER append_only ON installation_installation;
DROP TRIGGER append_only_all ON installation_installation;
"""


class Migration(migrations.Migration):
    dependencies = [("installation", "0001_tables"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
