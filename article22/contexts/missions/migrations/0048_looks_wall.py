"""When a mission was looked at for tasks is the system's own note, and an inspector's to see."""

from django.db import migrations

FORWARD = """
SELECT a22_wall('missions_look', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''inspection'', ''system'')', '(SELECT a22_reach()) = ''system''');
"""
BACKWARD = ("DROP POLICY owner_sees_all ON missions_look; DROP POLICY program_sees_its_part ON missions_look; "
            "ALTER TABLE missions_look DISABLE ROW LEVEL SECURITY;")


class Migration(migrations.Migration):
    dependencies = [("missions", "0047_looks"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
