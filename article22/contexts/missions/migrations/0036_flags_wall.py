"""The register for priority response is for who keeps it; a mission sees its own places, and a link what one form holds."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''system'')"
LINK = "(SELECT a22_reach()) = ''link'' AND {form} = (SELECT a22_record())"
MINE = "EXISTS (SELECT FROM missions_premises p JOIN missions_mission m ON m.id = p.mission_id WHERE p.id = premises_id" \
    " AND m.organisation_id = (SELECT a22_organisation()))"
ITS_DESK = "(SELECT a22_reach()) = ''link'' AND EXISTS (SELECT FROM missions_priorityform f WHERE f.id = (SELECT a22_record()) AND f.desk_id = missions_policedesk.id)"

FORWARD = f"""
SELECT a22_wall('missions_policedesk', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {ITS_DESK}', '{OFFICERS}');
SELECT a22_wall('missions_policearea', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '{OFFICERS}');
SELECT a22_wall('missions_priorityform', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {LINK.format(form="id")}', '{OFFICERS}');
SELECT a22_wall('missions_registration', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {MINE} OR {LINK.format(form="form_id")}',
                '{OFFICERS} OR {LINK.format(form="form_id")}');
"""
BACKWARD = "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
                   f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in ("registration", "priorityform", "policearea", "policedesk"))


class Migration(migrations.Migration):
    dependencies = [("missions", "0035_flags"), ("wall", "0002_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
