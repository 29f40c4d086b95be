"""Who sees which entry, who may add one, and the one guarded way in which words are purged."""

from django.db import migrations

SEES = """
(SELECT a22_reach()) IN (''inspection'', ''system'')
OR (SELECT a22_reach()) = ''administration'' AND context IN (''accounts'', ''directory'', ''installation'', ''missions'')
OR (SELECT a22_reach()) IN (''mission'', ''protector'', ''partner'') AND organisation = (SELECT a22_organisation())
"""
PUBLIC = "OR (SELECT a22_reach()) = ''public'' AND role = ''public''"

FORWARD = f"""
SELECT a22_wall('journal_entry', 'SELECT, INSERT', '{SEES} {PUBLIC}', '(SELECT a22_reach()) <> ''none''');
SELECT a22_append_only('journal_entry');
SELECT a22_wall('journal_words', 'SELECT, INSERT',
  '{SEES} OR (SELECT a22_reach()) = ''public'' AND EXISTS (SELECT FROM journal_entry WHERE id = entry_id AND role = ''public'')', '(SELECT a22_reach()) <> ''none''');
SELECT a22_open('journal_epoch', 'SELECT');
SELECT a22_open('journal_leaf', 'SELECT');
SELECT a22_open('journal_node', 'SELECT');
SELECT a22_open('journal_seal', 'SELECT');
GRANT INSERT ON journal_leaf, journal_node, journal_seal TO article22_worker;
SELECT a22_append_only('journal_leaf');
SELECT a22_append_only('journal_node');
SELECT a22_append_only('journal_seal');

-- Words change in one way only: into a purge mark.
CREATE FUNCTION a22_only_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.words IS NULL AND NEW.salt IS NULL AND NEW.purge_id IS NOT NULL AND OLD.purge_id IS NULL
     AND (NEW.id, NEW.entry_id, NEW.field) = (OLD.id, OLD.entry_id, OLD.field) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'journal_words only ever become a purge mark: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_purge BEFORE UPDATE OR DELETE ON journal_words FOR EACH ROW EXECUTE FUNCTION a22_only_purge();

-- By two people, named in the entry that says so.
CREATE FUNCTION a22_purge_words(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journal_entry WHERE id = mark AND verb = 'journal.purged' AND subject = purged::text AND person IS NOT NULL
                 AND facts ->> 'second' IS NOT NULL AND facts ->> 'second' <> person::text) THEN
    RAISE EXCEPTION 'a purge needs an entry that names two people' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE journal_words SET words = NULL, salt = NULL, purge_id = mark WHERE entry_id = purged AND words IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION a22_purge_words(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_purge_words(uuid, uuid) TO article22_web, article22_worker;

-- How many entries wait for the sealer; no row leaves.
CREATE FUNCTION a22_count_unsealed() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) FROM journal_entry entry
   WHERE entry.epoch = (SELECT number FROM journal_epoch)
     AND entry.xid >= coalesce((SELECT horizon::xid8 FROM journal_seal WHERE epoch = (SELECT number FROM journal_epoch) ORDER BY size DESC LIMIT 1), '0')
     AND NOT EXISTS (SELECT FROM journal_leaf WHERE entry_id = entry.id)
$$;
"""

BACKWARD = """
DROP FUNCTION a22_count_unsealed();
DROP FUNCTION a22_purge_words(uuid, uuid);
DROP TRIGGER only_purge ON journal_words;
DROP FUNCTION a22_only_purge();
DROP TRIGGER append_only ON journal_entry; DROP TRIGGER append_only_all ON journal_entry;
DROP TRIGGER append_only ON journal_leaf; DROP TRIGGER append_only_all ON journal_leaf;
DROP TRIGGER append_only ON journal_node; DROP TRIGGER append_only_all ON journal_node;
DROP TRIGGER append_only ON journal_seal; DROP TRIGGER append_only_all ON journal_seal;
DROP POLICY owner_sees_all ON journal_entry; DROP POLICY program_sees_its_part ON journal_entry;
DROP POLICY owner_sees_all ON journal_words; DROP POLICY program_sees_its_part ON journal_words;
ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY; ALTER TABLE journal_words DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_order"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
