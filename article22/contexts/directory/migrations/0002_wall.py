"""Everybody reads the directory; who changes it, who sees what waits, and anybody may say that a number is wrong."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''system'')"
SEES = "(SELECT a22_reach()) IN (''administration'', ''inspection'', ''system'')"
ANYBODY = "(SELECT a22_reach()) <> ''none''"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')"

FORWARD = f"""
SELECT a22_wall('directory_version', 'SELECT, INSERT, UPDATE', '{ANYBODY}', '{KEEPERS}');
SELECT a22_wall('directory_edition', 'SELECT, INSERT, UPDATE', '{ANYBODY}', '{KEEPERS}');
SELECT a22_wall('directory_line', 'SELECT, INSERT', '{ANYBODY}', '{KEEPERS}');
SELECT a22_wall('directory_settlement', 'SELECT, INSERT', '{ANYBODY}', '{KEEPERS}');
SELECT a22_wall('directory_agency', 'SELECT, INSERT, UPDATE', '{ANYBODY}', '{OFFICERS}');
SELECT a22_wall('directory_change', 'SELECT, INSERT, UPDATE', '{SEES}', '{KEEPERS}');
SELECT a22_wall('directory_report', 'SELECT, INSERT, UPDATE', '{SEES}', '{ANYBODY}');
SELECT a22_append_only('directory_line');
SELECT a22_append_only('directory_settlement');
"""
TABLES = ("version", "edition", "line", "settlement", "agency", "change", "report")
BACKWARD = "DROP TRIGGER append_only ON directory_line; DROP TRIGGER append_only_all ON directory_line;\n" \
    "DROP TRIGGER append_only ON directory_settlement; DROP TRIGGER append_only_all ON directory_settlement;\n" + "".join(
        f"DROP POLICY owner_sees_all ON directory_{table}; DROP POLICY program_sees_its_part ON directory_{table}; "
        f"ALTER TABLE directory_{table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_tables"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
