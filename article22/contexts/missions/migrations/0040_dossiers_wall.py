"""What a mission gave of a place is the mission's, and for who protects it until the mission takes it back; a plan is kept as long as something holds it."""

from django.db import migrations

OWN = ("EXISTS (SELECT FROM missions_premises p JOIN missions_mission m ON m.id = p.mission_id WHERE p.id = premises_id "
       "AND m.organisation_id = (SELECT a22_organisation()))")
PROTECT = "(SELECT a22_reach()) IN (''protector'', ''system'')"
READ = "(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')"
ATTACHED = "EXISTS (SELECT FROM files_attachment held WHERE held.digest = files_content.digest AND held.purged_at IS NULL)"
GIVEN = "EXISTS (SELECT FROM missions_detail held WHERE held.digest = files_content.digest AND held.withdrawn_at IS NULL)"

# The function as files/0002 made it, but that a plan keeps its bytes, too.
PURGE = """
CREATE OR REPLACE FUNCTION a22_purge_attachments(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE
  gone timestamptz;
BEGIN
  SELECT at INTO gone FROM journal_entry WHERE id = mark AND verb LIKE '%.purged' AND subject = purged::text AND person IS NOT NULL
     AND facts ->> 'second' IS NOT NULL AND facts ->> 'second' <> person::text;
  IF gone IS NULL THEN
    RAISE EXCEPTION 'a purge needs an entry that names two people' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM FROM files_content WHERE digest IN (SELECT digest FROM files_attachment WHERE record = purged) ORDER BY digest FOR UPDATE;
  UPDATE files_attachment SET name = NULL, purged_at = gone, purge = mark WHERE record = purged AND purge IS NULL;
  DELETE FROM files_content WHERE digest IN (SELECT digest FROM files_attachment WHERE record = purged)
     AND NOT EXISTS (SELECT FROM files_attachment held WHERE held.digest = files_content.digest AND held.purged_at IS NULL){more};
END $$;
"""
FORWARD = f"""
SELECT a22_wall('missions_detail', 'SELECT, INSERT, UPDATE', '{READ} AND withdrawn_at IS NULL OR {OWN}', '{OWN}');
SELECT a22_wall('missions_departure', 'SELECT, INSERT, UPDATE', '{READ} OR {OWN}', '{PROTECT} OR {OWN}');
SELECT a22_wall('missions_consent', 'SELECT, INSERT, UPDATE', '{READ} OR {OWN}', '{PROTECT} OR {OWN}');
ALTER POLICY program_sees_its_part ON files_content USING ({ATTACHED} OR {GIVEN});
{PURGE.replace("{more}", f" AND NOT {GIVEN}")}
-- The bytes of a file that nothing holds any more go; those that something holds stay. The row is locked first, as where a file is kept.
CREATE FUNCTION a22_let_go_content(mark text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM FROM files_content WHERE digest = mark FOR UPDATE;
  DELETE FROM files_content WHERE digest = mark AND NOT {ATTACHED} AND NOT {GIVEN};
END $$;
REVOKE EXECUTE ON FUNCTION a22_let_go_content(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_let_go_content(text) TO article22_web, article22_worker;
"""
TABLES = ("detail", "departure", "consent")
BACKWARD = f"""
DROP FUNCTION a22_let_go_content(text);
{PURGE.replace("{more}", "")}
ALTER POLICY program_sees_its_part ON files_content USING ({ATTACHED});
""" + "".join(f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
              f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("missions", "0039_dossiers"), ("files", "0002_wall"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
