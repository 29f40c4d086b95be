"""What a mission says is wrong is for the mission itself and for who keeps the register."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')"
OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"

FORWARD = f"""
SELECT a22_wall('missions_correction', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {OWN}', '(SELECT a22_reach()) IN (''protector'', ''system'') OR {OWN}');
"""
BACKWARD = "DROP POLICY owner_sees_all ON missions_correction; DROP POLICY program_sees_its_part ON missions_correction; " \
    "ALTER TABLE missions_correction DISABLE ROW LEVEL SECURITY;\n"


class Migration(migrations.Migration):
    dependencies = [("missions", "0014_corrections"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
