"""Drills are for who leads them; whoever holds a link of one sees and answers that one call."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')"
WRITERS = "(SELECT a22_reach()) IN (''protector'', ''system'')"
LINK = "(SELECT a22_reach()) = ''link'' AND id = (SELECT a22_record())"
ITS_DRILL = "(SELECT a22_reach()) = ''link'' AND EXISTS (SELECT FROM missions_drillcall c WHERE c.drill_id = missions_drill.id)"  # behind its own wall
FORWARD = f"""
SELECT a22_wall('missions_schedule', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '{WRITERS}');
SELECT a22_wall('missions_drillcall', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {LINK}', '{WRITERS} OR {LINK}');
SELECT a22_wall('missions_drill', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {ITS_DRILL}', '{WRITERS}');
"""
BACKWARD = "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
                   f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in ("drill", "drillcall", "schedule"))


class Migration(migrations.Migration):
    dependencies = [("missions", "0016_drills"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
