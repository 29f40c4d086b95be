"""People are read before anybody is known, so that they can sign in; behind the wall each sees only their part."""

from django.db import migrations

ALL = "(SELECT a22_reach()) IN (''none'', ''administration'', ''inspection'', ''system'')"
MINE = "organisation_id = (SELECT a22_organisation())"

FORWARD = f"""
SELECT a22_open('accounts_organisation', 'SELECT, INSERT, UPDATE');
SELECT a22_wall('accounts_membership', 'SELECT, INSERT, UPDATE', '{ALL} OR {MINE} OR person_id = (SELECT a22_person())',
                '(SELECT a22_reach()) IN (''administration'', ''system'')');
SELECT a22_wall('accounts_person', 'SELECT, INSERT, UPDATE',
                '{ALL} OR id = (SELECT a22_person()) OR EXISTS (SELECT FROM accounts_membership WHERE person_id = accounts_person.id AND {MINE})',
                '{ALL} OR id = (SELECT a22_person())');
SELECT a22_wall('accounts_grant', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''administration'', ''inspection'', ''system'')',
                '(SELECT a22_reach()) IN (''administration'', ''system'')');
SELECT a22_wall('accounts_token', 'SELECT, INSERT, UPDATE',
                '{ALL} OR EXISTS (SELECT FROM accounts_membership WHERE id = membership_id AND person_id = (SELECT a22_person()))',
                '(SELECT a22_reach()) <> ''none''');
"""
BACKWARD = "".join(
    f"DROP POLICY owner_sees_all ON {table}; DROP POLICY program_sees_its_part ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n"
    for table in ("accounts_membership", "accounts_person", "accounts_grant", "accounts_token"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
