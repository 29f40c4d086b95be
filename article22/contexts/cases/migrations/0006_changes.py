"""A case that changes says so, by its id alone, when the transaction commits: see docs/adr/0012."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION a22_tell_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('a22', NEW.id::text); RETURN NULL; END $$;
CREATE FUNCTION a22_tell_case_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('a22', NEW.case_id::text); RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION a22_tell_case();
CREATE TRIGGER tell AFTER UPDATE ON cases_recipient FOR EACH ROW EXECUTE FUNCTION a22_tell_case_of();
CREATE TRIGGER tell AFTER UPDATE ON cases_clock FOR EACH ROW EXECUTE FUNCTION a22_tell_case_of();
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON cases_passage FOR EACH ROW EXECUTE FUNCTION a22_tell_case_of();
"""
BACKWARD = """
DROP TRIGGER tell ON cases_passage; DROP TRIGGER tell ON cases_clock; DROP TRIGGER tell ON cases_recipient; DROP TRIGGER tell ON cases_case;
DROP FUNCTION a22_tell_case_of(); DROP FUNCTION a22_tell_case();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_inspectors_readings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
