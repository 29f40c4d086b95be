"""An import of agencies is its officers' to see; the agencies that it made are removed when it is taken back, and no others."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')"

FORWARD = f"""
SELECT a22_wall('directory_agencyimport', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '{OFFICERS}');

-- Removes what an import made and nobody confirmed; gives the ids of those to which something refers, which stay.
CREATE FUNCTION a22_take_back_agencies(run uuid) RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made uuid; kept uuid[] := ARRAY[]::uuid[];
BEGIN
  SET CONSTRAINTS ALL IMMEDIATE;
  FOR made IN SELECT touched.key::uuid FROM directory_agencyimport one, jsonb_each(one.before) touched
    WHERE one.id = run AND one.undone_at IS NULL AND jsonb_typeof(touched.value) = 'null' AND a22_reach() IN ('protector', 'administration', 'system')
  LOOP
    BEGIN
      DELETE FROM directory_agency WHERE id = made AND confirmed_at IS NULL;
    EXCEPTION WHEN foreign_key_violation THEN
      kept := kept || made;
    END;
  END LOOP;
  RETURN kept;
END $$;
REVOKE EXECUTE ON FUNCTION a22_take_back_agencies(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_take_back_agencies(uuid) TO article22_web, article22_worker;
"""
BACKWARD = "DROP FUNCTION a22_take_back_agencies(uuid);\nDROP POLICY owner_sees_all ON directory_agencyimport; " \
    "DROP POLICY program_sees_its_part ON directory_agencyimport; ALTER TABLE directory_agencyimport DISABLE ROW LEVEL SECURITY;\n"


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_agency_import"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
