"""A task of the register is seen by its mission and by who calls its people; the system alone writes it."""

from django.db import migrations

OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
FORWARD = f"""
SELECT a22_wall('missions_task', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'') OR {OWN}',
                '(SELECT a22_reach()) = ''system''');
"""
BACKWARD = ("DROP POLICY owner_sees_all ON missions_task; DROP POLICY program_sees_its_part ON missions_task; "
            "ALTER TABLE missions_task DISABLE ROW LEVEL SECURITY;")


class Migration(migrations.Migration):
    dependencies = [("missions", "0008_tasks"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
