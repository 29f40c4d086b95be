"""Who sees what must be sent, who may change where it stands, and that only a live installation arms and only a demo catches."""

from django.db import migrations

MINE = "(SELECT a22_reach()) = ''mission'' AND organisation = (SELECT a22_organisation())"
KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''inspection'', ''system'')"

FORWARD = f"""
-- A mission causes messages and sees none: what is sent to others holds their links.
SELECT a22_wall('outbox_message', 'SELECT, INSERT', '(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')',
                '(SELECT a22_reach()) NOT IN (''none'', ''mission'') OR {MINE}');
-- Where a message stands changes, by the worker alone; what it says and to whom never does.
GRANT UPDATE (state, due_at, tries, settled_at, fault) ON outbox_message TO article22_worker;
SELECT a22_wall('outbox_armedaddress', 'SELECT, INSERT', '{KEEPERS}', '(SELECT a22_reach()) = ''administration''');
GRANT UPDATE (armed_by, armed_at, ended_by, ended_at) ON outbox_armedaddress TO article22_web, article22_worker;
SELECT a22_wall('outbox_caught', 'SELECT, INSERT', '(SELECT a22_reach()) <> ''none''', '(SELECT a22_reach()) = ''system''');

-- The database itself keeps the two kinds of installation apart.
CREATE FUNCTION a22_only_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM installation_installation WHERE kind = TG_ARGV[0]) THEN
    RAISE EXCEPTION '% is for an installation born %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_in_live BEFORE INSERT OR UPDATE ON outbox_armedaddress FOR EACH ROW EXECUTE FUNCTION a22_only_in('live');
CREATE TRIGGER only_in_demo BEFORE INSERT ON outbox_caught FOR EACH ROW EXECUTE FUNCTION a22_only_in('demo');

-- Text goes in one way only: with an entry of the journal that names two people.
CREATE FUNCTION a22_purge_messages(purged uuid, mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journal_entry WHERE id = mark AND verb LIKE '%.purged' AND subject = purged::text AND person IS NOT NULL
                 AND facts ->> 'second' IS NOT NULL AND facts ->> 'second' <> person::text) THEN
    RAISE EXCEPTION 'a purge needs an entry that names two people' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE outbox_caught SET subject = '', body = '' WHERE message IN (SELECT id FROM outbox_message WHERE cause = purged);
  UPDATE outbox_message SET subject = NULL, body = NULL, purge = mark,
         state = CASE WHEN state IN ('waiting', 'held') THEN 'cancelled' ELSE state END,
         fault = CASE WHEN state IN ('waiting', 'held') THEN 'purged' ELSE fault END
   WHERE cause = purged AND purge IS NULL;
END $$;
REVOKE EXECUTE ON FUNCTION a22_purge_messages(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_purge_messages(uuid, uuid) TO article22_web, article22_worker;

-- Counts for whoever watches the system; no row leaves.
CREATE FUNCTION a22_outbox_figures(OUT waiting bigint, OUT held bigint, OUT failed bigint, OUT oldest double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT (SELECT count(*) FROM outbox_message WHERE state IN ('waiting', 'sending')),
         (SELECT count(*) FROM outbox_message WHERE state = 'held'), (SELECT count(*) FROM outbox_message WHERE state = 'failed'),
         coalesce((SELECT extract(epoch FROM clock_timestamp() - min(written_at)) FROM outbox_message WHERE state IN ('waiting', 'sending')), 0)::double precision
$$;
"""

BACKWARD = """
DROP FUNCTION a22_outbox_figures();
DROP FUNCTION a22_purge_messages(uuid, uuid);
DROP TRIGGER only_in_live ON outbox_armedaddress;
DROP TRIGGER only_in_demo ON outbox_caught;
DROP FUNCTION a22_only_in();
""" + "".join(
    f"DROP POLICY owner_sees_all ON {table}; DROP POLICY program_sees_its_part ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n"
    for table in ("outbox_message", "outbox_armedaddress", "outbox_caught"))


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_tables"), ("wall", "0001_functions"), ("journal", "0003_wall"), ("installation", "0002_wall")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
