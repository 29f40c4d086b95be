"""Who is asked again is seen as the people are; whoever holds a representative's own link sees that one representative."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN ('protector', 'inspection', 'system')"
WRITERS = "(SELECT a22_reach()) IN ('protector', 'system')"
OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
HOLDER = "((SELECT a22_reach()) = 'link' AND id = (SELECT a22_record()))"
THEIRS = "EXISTS (SELECT FROM missions_representative r WHERE r.id = representative_id)"  # behind its own wall
OF_THEIRS = "EXISTS (SELECT FROM missions_reverification v WHERE v.id = reverification_id)"
TABLES = ("waychange", "code", "reverification")

FORWARD = f"""
ALTER POLICY program_sees_its_part ON missions_representative USING ({KEEPERS} OR {OWN} OR {HOLDER}) WITH CHECK ({WRITERS} OR {OWN} OR {HOLDER});
SELECT a22_wall('missions_reverification', 'SELECT, INSERT, UPDATE', $${THEIRS}$$, $$(SELECT a22_reach()) <> 'inspection' AND {THEIRS}$$);
SELECT a22_wall('missions_waychange', 'SELECT, INSERT, UPDATE', $${THEIRS}$$, $$(SELECT a22_reach()) <> 'inspection' AND {THEIRS}$$);
SELECT a22_wall('missions_code', 'SELECT, INSERT, UPDATE', $${OF_THEIRS}$$, $$(SELECT a22_reach()) <> 'inspection' AND {OF_THEIRS}$$);
"""
BACKWARD = f"ALTER POLICY program_sees_its_part ON missions_representative USING ({KEEPERS} OR {OWN}) WITH CHECK ({WRITERS} OR {OWN});\n" + "".join(
    f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
    f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("missions", "0010_reverifications")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
