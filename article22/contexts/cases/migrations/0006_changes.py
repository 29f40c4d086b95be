"""A case that changes is noted by its id alone, in the transaction that changes it; the live process passes on what was committed: see docs/adr/0012.

To notify in the transaction itself would make durable commits wait for each other.
"""

from django.db import migrations

FORWARD = """
CREATE UNLOGGED TABLE cases_change (case_id uuid NOT NULL);
REVOKE ALL ON cases_change FROM PUBLIC, article22_web, article22_worker;

CREATE FUNCTION a22_note_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN INSERT INTO cases_change VALUES (NEW.id); RETURN NULL; END $$;
CREATE FUNCTION a22_note_case_of() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN INSERT INTO cases_change VALUES (NEW.case_id); RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION a22_note_case();
CREATE TRIGGER note AFTER UPDATE ON cases_recipient FOR EACH ROW EXECUTE FUNCTION a22_note_case_of();
CREATE TRIGGER note AFTER UPDATE ON cases_clock FOR EACH ROW EXECUTE FUNCTION a22_note_case_of();
CREATE TRIGGER note AFTER INSERT OR UPDATE ON cases_passage FOR EACH ROW EXECUTE FUNCTION a22_note_case_of();

-- Take what was committed since, and tell the other live processes of it. It holds no lock while anything durable is written.
CREATE FUNCTION a22_take_changes() RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
  FOR one IN WITH gone AS (DELETE FROM cases_change RETURNING case_id) SELECT DISTINCT case_id FROM gone LOOP
    PERFORM pg_notify('a22', one::text);
    RETURN NEXT one;
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION a22_take_changes(), a22_note_case(), a22_note_case_of() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_take_changes() TO article22_web, article22_worker;
"""
BACKWARD = """
DROP FUNCTION a22_take_changes();
DROP TRIGGER note ON cases_passage; DROP TRIGGER note ON cases_clock; DROP TRIGGER note ON cases_recipient; DROP TRIGGER note ON cases_case;
DROP FUNCTION a22_note_case_of(); DROP FUNCTION a22_note_case();
DROP TABLE cases_change;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_inspectors_readings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
