"""Words of a correction are removed in one way: by two people, and never unseen. Who decides sees no word of it."""

from django.db import migrations

FORWARD = """
SELECT a22_wall('missions_correctionpurge', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')',
                '(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')');

CREATE FUNCTION a22_purge_correction(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE at timestamptz;
BEGIN
  SELECT entry.at INTO at FROM journal_entry entry
   WHERE entry.id = mark AND entry.verb = 'missions.purged' AND entry.subject = purged::text AND entry.person IS NOT NULL
     AND entry.facts ->> 'second' IS NOT NULL AND entry.facts ->> 'second' <> entry.person::text;
  IF at IS NULL THEN
    RAISE EXCEPTION 'a purge needs an entry that names two people' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE missions_correction SET words = NULL, purged_at = at WHERE id = purged;
END $$;
REVOKE EXECUTE ON FUNCTION a22_purge_correction(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_purge_correction(uuid, uuid) TO article22_web, article22_worker;
"""
BACKWARD = """
DROP FUNCTION a22_purge_correction(uuid, uuid);
DROP POLICY owner_sees_all ON missions_correctionpurge; DROP POLICY program_sees_its_part ON missions_correctionpurge;
ALTER TABLE missions_correctionpurge DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0042_purges_of_corrections"), ("journal", "0003_wall"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
