"""Words of a case are removed in one way: by two people, everywhere at once, and never unseen."""

from django.db import migrations

FORWARD = """
ALTER TABLE cases_purge ADD CONSTRAINT purge_of_its_case FOREIGN KEY (case_id) REFERENCES cases_case (id);
SELECT a22_wall('cases_purge', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')',
                '(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')');

-- The entries of the journal that hold words of a case: ids only, for whoever may purge them and never read them.
CREATE FUNCTION a22_entries_with_words(which uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT DISTINCT e.id FROM journal_entry e JOIN journal_words w ON w.entry_id = e.id AND w.words IS NOT NULL
   WHERE e.subject IN (SELECT which::text UNION SELECT p.id::text FROM cases_passage p WHERE p.case_id = which
                       UNION SELECT r.id::text FROM cases_recipient r WHERE r.case_id = which
                       UNION SELECT a.id::text FROM files_attachment a WHERE a.record = which)
     AND e.verb <> 'cases.purged'
$$;

CREATE FUNCTION a22_purge_case(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE at timestamptz;
BEGIN
  SELECT entry.at INTO at FROM journal_entry entry
   WHERE entry.id = mark AND entry.verb = 'cases.purged' AND entry.subject = purged::text AND entry.person IS NOT NULL
     AND entry.facts ->> 'second' IS NOT NULL AND entry.facts ->> 'second' <> entry.person::text;
  IF at IS NULL THEN
    RAISE EXCEPTION 'a purge needs an entry that names two people' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE cases_case SET summary = NULL, description = NULL, reporter = NULL, details = NULL, place = NULL, purged_at = at, version = version + 1
   WHERE id = purged;
  UPDATE cases_passage SET words = NULL, struck_reason = NULL, purged_at = at WHERE case_id = purged AND purged_at IS NULL AND said IS NULL;
  UPDATE cases_decision SET measures = NULL, offered = NULL, purged_at = at WHERE case_id = purged;
  UPDATE cases_clock SET pause_reason = NULL WHERE case_id = purged;
  -- What was answered to a request that is tried again would give the words back.
  DELETE FROM repeats_repeat WHERE content IS NOT NULL AND position(convert_to(purged::text, 'UTF8') IN content) > 0;
END $$;
REVOKE EXECUTE ON FUNCTION a22_purge_case(uuid, uuid), a22_entries_with_words(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_purge_case(uuid, uuid), a22_entries_with_words(uuid) TO article22_web, article22_worker;
"""
BACKWARD = """
DROP FUNCTION a22_purge_case(uuid, uuid);
DROP FUNCTION a22_entries_with_words(uuid);
DROP POLICY owner_sees_all ON cases_purge; DROP POLICY program_sees_its_part ON cases_purge; ALTER TABLE cases_purge DISABLE ROW LEVEL SECURITY;
ALTER TABLE cases_purge DROP CONSTRAINT purge_of_its_case;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_purge"), ("journal", "0003_wall"), ("repeats", "0002_wall"), ("files", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
