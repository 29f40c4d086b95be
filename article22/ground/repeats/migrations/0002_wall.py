"""Everybody meets their own repeats only."""

from django.db import migrations

MINE = "(SELECT a22_reach()) <> ''none'' AND person IS NOT DISTINCT FROM (SELECT a22_person())"

FORWARD = f"""
SELECT a22_wall('repeats_repeat', 'SELECT, INSERT, UPDATE, DELETE', '{MINE} OR (SELECT a22_reach()) = ''system''', '{MINE}');
"""
BACKWARD = "DROP POLICY owner_sees_all ON repeats_repeat; DROP POLICY program_sees_its_part ON repeats_repeat; " \
    "ALTER TABLE repeats_repeat DISABLE ROW LEVEL SECURITY;\n"


class Migration(migrations.Migration):
    dependencies = [("repeats", "0001_tables"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
