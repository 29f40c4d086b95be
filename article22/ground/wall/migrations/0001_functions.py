"""The functions that policies ask, and the two that put a table behind the wall or leave it open."""

from django.db import migrations

FORWARD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What the transaction was opened for. Outside of one nothing is set, and walled tables are empty.
CREATE FUNCTION a22_reach() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(nullif(current_setting('a22.reach', true), ''), 'none') $$;
CREATE FUNCTION a22_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('a22.organisation', true), '')::uuid $$;
CREATE FUNCTION a22_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('a22.person', true), '')::uuid $$;

-- Put a table behind the wall: what the program's roles may do to it, which rows they see, and which they may write.
CREATE FUNCTION a22_wall(target regclass, may text, sees text, writes text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY owner_sees_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY program_sees_its_part ON %s TO article22_web, article22_worker USING (%s) WITH CHECK (%s)', target, sees, writes);
  PERFORM a22_open(target, may);
END $$;

-- Leave a table open to the program's roles: tables of sign-in, of machinery, and of what everybody may read.
CREATE FUNCTION a22_open(target regclass, may text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, article22_web, article22_worker', target);
  EXECUTE format('GRANT %s ON %s TO article22_web, article22_worker', may, target);
END $$;

-- A row that was written stays as it was.
CREATE FUNCTION a22_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION a22_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION a22_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_all BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION a22_refuse_change()', target);
END $$;

GRANT USAGE ON SCHEMA public TO article22_web, article22_worker;
REVOKE EXECUTE ON FUNCTION a22_wall(regclass, text, text, text), a22_open(regclass, text), a22_append_only(regclass) FROM PUBLIC;
"""

BACKWARD = """
DROP FUNCTION a22_append_only(regclass);
DROP FUNCTION a22_refuse_change();
DROP FUNCTION a22_wall(regclass, text, text, text);
DROP FUNCTION a22_open(regclass, text);
DROP FUNCTION a22_person();
DROP FUNCTION a22_organisation();
DROP FUNCTION a22_reach();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
