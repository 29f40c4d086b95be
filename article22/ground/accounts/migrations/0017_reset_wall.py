"""Whose second factor is taken away is administration's; inspection reads it."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''system'')"
FORWARD = f"""SELECT a22_wall('accounts_reset', 'SELECT, INSERT', '{KEEPERS} OR (SELECT a22_reach()) = ''inspection''', '{KEEPERS}');
GRANT UPDATE (decided_by_id, decided_at, until, finished_at) ON accounts_reset TO article22_web, article22_worker;"""
BACKWARD = """DROP POLICY owner_sees_all ON accounts_reset; DROP POLICY program_sees_its_part ON accounts_reset;
ALTER TABLE accounts_reset DISABLE ROW LEVEL SECURITY;"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_reset")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
