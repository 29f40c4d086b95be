"""Who is asked for is administration's; inspection reads it."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''system'')"
FORWARD = f"SELECT a22_wall('accounts_accessreview', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR (SELECT a22_reach()) = ''inspection''', '{KEEPERS}');"
BACKWARD = """DROP POLICY owner_sees_all ON accounts_accessreview; DROP POLICY program_sees_its_part ON accounts_accessreview;
ALTER TABLE accounts_accessreview DISABLE ROW LEVEL SECURITY;"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_access")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
