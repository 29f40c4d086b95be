"""A mission's people are for the mission itself and for who protects it."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')"
OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
THEIRS = "EXISTS (SELECT FROM missions_representative r WHERE r.id = representative_id)"  # behind its own wall

FORWARD = f"""
SELECT a22_wall('missions_representative', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {OWN}',
                '(SELECT a22_reach()) IN (''protector'', ''system'') OR {OWN}');
SELECT a22_wall('missions_way', 'SELECT, INSERT, UPDATE', '{THEIRS}', '(SELECT a22_reach()) <> ''inspection'' AND {THEIRS}');
"""
BACKWARD = "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
                   f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in ("way", "representative"))


class Migration(migrations.Migration):
    dependencies = [("missions", "0006_representatives"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
