"""A list that is not taken in yet is for whoever brought it; the system forgets what was left."""

from django.db import migrations

MINE = "(SELECT a22_reach()) = ''system'' OR ((SELECT a22_reach()) IN (''protector'', ''administration'') AND brought_by = (SELECT a22_person()))"
FORWARD = f"SELECT a22_wall('missions_listdraft', 'SELECT, INSERT, UPDATE, DELETE', '{MINE}', '{MINE}');"
BACKWARD = ("DROP POLICY owner_sees_all ON missions_listdraft; DROP POLICY program_sees_its_part ON missions_listdraft; "
            "ALTER TABLE missions_listdraft DISABLE ROW LEVEL SECURITY;")


class Migration(migrations.Migration):
    dependencies = [("missions", "0032_list_draft"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
