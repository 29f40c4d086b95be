"""Missions are public; a residence, and who is assigned to whom, are not."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')"
MINE = "organisation_id = (SELECT a22_organisation())"

FORWARD = f"""
SELECT a22_wall('missions_sendingstate', 'SELECT, INSERT', '(SELECT a22_reach()) <> ''none''', '{OFFICERS}');
SELECT a22_wall('missions_mission', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) <> ''none''', '{OFFICERS}');
SELECT a22_wall('missions_premises', 'SELECT, INSERT, UPDATE',
  '{KEEPERS} OR kind <> ''residence'' AND (SELECT a22_reach()) <> ''none'' OR EXISTS (SELECT FROM missions_mission WHERE id = mission_id AND {MINE})',
  '{OFFICERS}');
SELECT a22_wall('missions_listing', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '{OFFICERS}');
SELECT a22_wall('missions_assignment', 'SELECT, INSERT, UPDATE',
  '{KEEPERS} OR EXISTS (SELECT FROM missions_mission WHERE id = mission_id AND {MINE})', '{OFFICERS}');
SELECT a22_wall('missions_absence', 'SELECT, INSERT, UPDATE',
  '{KEEPERS} OR EXISTS (SELECT FROM missions_assignment a WHERE a.officer_id = missions_absence.officer_id)', '{OFFICERS}');
SELECT a22_wall('missions_officer', 'SELECT, INSERT, UPDATE',
  '{KEEPERS} OR EXISTS (SELECT FROM missions_assignment a WHERE a.officer_id = missions_officer.id)
   OR EXISTS (SELECT FROM missions_absence b WHERE b.cover_id = missions_officer.id)', '{OFFICERS}');
SELECT a22_wall('missions_walletcard', 'SELECT, INSERT', '(SELECT a22_reach()) <> ''none''', '(SELECT a22_reach()) <> ''none''');
SELECT a22_append_only('missions_walletcard');

-- Whether somebody is assigned, for whoever may not know who.
CREATE FUNCTION a22_has_liaison(whose uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  AS $$ SELECT EXISTS (SELECT FROM missions_assignment
        WHERE mission_id = whose AND starts_on <= on_day AND (ends_on IS NULL OR on_day < ends_on)) $$;
REVOKE EXECUTE ON FUNCTION a22_has_liaison(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_has_liaison(uuid, date) TO article22_web, article22_worker;
"""
TABLES = ("walletcard", "officer", "absence", "assignment", "listing", "premises", "mission", "sendingstate")
BACKWARD = "DROP FUNCTION a22_has_liaison(uuid, date);\n" \
    "DROP TRIGGER append_only ON missions_walletcard; DROP TRIGGER append_only_all ON missions_walletcard;\n" + "".join(
        f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
        f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("missions", "0001_tables"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
