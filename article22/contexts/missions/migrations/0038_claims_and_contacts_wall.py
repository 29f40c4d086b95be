"""Who claims to speak for a mission, and its visits and calls, are for the mission itself and for who protects it; officers write them."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''system'')"
TABLES = ("claim", "contact")

FORWARD = f"""
SELECT a22_wall('missions_claim', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {OWN}', '{OFFICERS}');
SELECT a22_wall('missions_contact', 'SELECT, INSERT', '{KEEPERS} OR {OWN}', '{OFFICERS}');
"""
BACKWARD = "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
                   f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("missions", "0037_claims_and_contacts"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
