"""Attachments behind the wall of the record they belong to, contents behind their attachments, and the guarded ways in and out.

The records are cases, so this stands on the wall of cases: whom a case was told to, only that knows.
"""

from django.db import migrations

MISSION = "(SELECT a22_reach()) = ''mission'' AND organisation = (SELECT a22_organisation()) AND audience = ''mission''"
PARTNER = "(SELECT a22_reach()) = ''partner'' AND a22_is_told(record)"
LINK = "(SELECT a22_reach()) = ''link'' AND record = (SELECT a22_record()) AND audience = ''mission''"

FORWARD = f"""
ALTER TABLE files_attachment ADD CONSTRAINT attachment_of_its_case FOREIGN KEY (record) REFERENCES cases_case (id);
ALTER TABLE files_attachment ADD CONSTRAINT attachment_of_the_mission_of_its_case FOREIGN KEY (record, organisation)
  REFERENCES cases_case (id, organisation_id);
SELECT a22_wall('files_attachment', 'SELECT, INSERT', '(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'') OR {MISSION} OR {PARTNER} OR {LINK}',
                '(SELECT a22_reach()) IN (''protector'', ''system'') OR {MISSION} OR {PARTNER}');

-- The policy's question is asked behind the wall of attachments: whoever sees no attachment of a content does not see it.
SELECT a22_wall('files_content', 'SELECT',
                'EXISTS (SELECT FROM files_attachment held WHERE held.digest = files_content.digest AND held.purged_at IS NULL)', 'false');
ALTER TABLE files_content ALTER COLUMN content SET STORAGE EXTERNAL;  -- pictures and sounds are packed already

-- The one way in: a content is what its digest says. It tells nobody whether the same was there before. The row is locked, so that no purge takes it away
-- from under an attachment that is being written.
CREATE FUNCTION a22_keep_content(mark text, kept bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF encode(sha256(kept), 'hex') <> mark THEN
    RAISE EXCEPTION 'a content is kept under its own digest' USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO files_content (digest, content) VALUES (mark, kept) ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest;
END $$;
REVOKE EXECUTE ON FUNCTION a22_keep_content(text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_keep_content(text, bytea) TO article22_web, article22_worker;

-- The one way out: with an entry of the journal that names two people.
CREATE FUNCTION a22_purge_attachments(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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
     AND NOT EXISTS (SELECT FROM files_attachment held WHERE held.digest = files_content.digest AND held.purged_at IS NULL);
END $$;
REVOKE EXECUTE ON FUNCTION a22_purge_attachments(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_purge_attachments(uuid, uuid) TO article22_web, article22_worker;
"""

BACKWARD = """
DROP FUNCTION a22_purge_attachments(uuid, uuid);
DROP FUNCTION a22_keep_content(text, bytea);
DROP POLICY owner_sees_all ON files_content; DROP POLICY program_sees_its_part ON files_content; ALTER TABLE files_content DISABLE ROW LEVEL SECURITY;
DROP POLICY owner_sees_all ON files_attachment; DROP POLICY program_sees_its_part ON files_attachment; ALTER TABLE files_attachment DISABLE ROW LEVEL SECURITY;
ALTER TABLE files_attachment DROP CONSTRAINT attachment_of_the_mission_of_its_case, DROP CONSTRAINT attachment_of_its_case;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_tables"), ("wall", "0002_record"), ("journal", "0003_wall"), ("cases", "0002_wall")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
