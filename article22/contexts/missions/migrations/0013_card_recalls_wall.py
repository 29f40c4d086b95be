"""A recall is for its mission, for who keeps the register, and for whoever holds its link."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OWN = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
LINK = "(SELECT a22_reach()) = ''link'' AND id = (SELECT a22_record())"

FORWARD = f"""
SELECT a22_wall('missions_cardrecall', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR {OWN} OR {LINK}',
                '(SELECT a22_reach()) IN (''protector'', ''system'') OR {OWN} OR {LINK}');
SELECT a22_wall('missions_cardcheck', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '(SELECT a22_reach()) = ''system''');
"""
BACKWARD = "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
                   f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in ("cardcheck", "cardrecall"))


class Migration(migrations.Migration):
    dependencies = [("missions", "0012_card_recalls"), ("wall", "0001_functions"), ("wall", "0002_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
