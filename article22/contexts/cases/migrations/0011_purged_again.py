"""A purge also takes the reasons that people gave with a step, and may be done again once a case holds words again."""

from django.db import migrations

AS_IT_WAS = """
CREATE OR REPLACE FUNCTION a22_purge_case(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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
  UPDATE cases_passage SET words = NULL, struck_reason = NULL, purged_at = at WHERE case_id = purged AND purged_at IS NULL AND said IS NULL;%s
  UPDATE cases_decision SET measures = NULL, offered = NULL, purged_at = at WHERE case_id = purged;
  UPDATE cases_clock SET pause_reason = NULL WHERE case_id = purged;
  -- What was answered to a request that is tried again would give the words back.
  DELETE FROM repeats_repeat WHERE content IS NOT NULL AND position(convert_to(purged::text, 'UTF8') IN content) > 0;
END $$;
"""
REASONS = """
  UPDATE cases_passage SET said = jsonb_set(said, '{values,reason}', '"–"'), purged_at = at
   WHERE case_id = purged AND purged_at IS NULL AND said #> '{values,reason}' IS NOT NULL;"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_open_near")]
    operations = [migrations.RunSQL(AS_IT_WAS % REASONS, AS_IT_WAS % "")]
