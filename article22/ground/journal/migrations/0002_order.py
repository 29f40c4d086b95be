"""Columns that only the database writes: in which order entries became final, and when by its own clock."""

from django.db import migrations

FORWARD = """
INSERT INTO journal_epoch (only_one, number) VALUES (true, 1);
CREATE FUNCTION a22_epoch() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT number FROM journal_epoch $$;
ALTER TABLE journal_entry
  ADD COLUMN epoch integer NOT NULL DEFAULT a22_epoch(),
  ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  ADD COLUMN written_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX entries_in_order ON journal_entry (epoch, xid, id);
"""
BACKWARD = """
DROP INDEX entries_in_order;
ALTER TABLE journal_entry DROP COLUMN epoch, DROP COLUMN xid, DROP COLUMN written_at;
DROP FUNCTION a22_epoch();
DELETE FROM journal_epoch;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
