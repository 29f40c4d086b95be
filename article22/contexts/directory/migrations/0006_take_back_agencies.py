"""An agency of which another list tells as well is not removed with the list that brought it."""

from django.db import migrations


def take_back(kept):
    return f"""
CREATE OR REPLACE FUNCTION a22_take_back_agencies(run uuid) RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made uuid; kept uuid[] := ARRAY[]::uuid[];
BEGIN
  SET CONSTRAINTS ALL IMMEDIATE;
  FOR made IN SELECT touched.key::uuid FROM directory_agencyimport one, jsonb_each(one.before) touched
    WHERE one.id = run AND one.undone_at IS NULL AND jsonb_typeof(touched.value) = 'null' AND a22_reach() IN ('protector', 'administration', 'system')
  LOOP
    BEGIN
      DELETE FROM directory_agency WHERE id = made AND confirmed_at IS NULL{kept};
    EXCEPTION WHEN foreign_key_violation THEN
      kept := kept || made;
    END;
  END LOOP;
  RETURN kept;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_agency_also")]
    operations = [migrations.RunSQL(take_back(" AND also = '{}'::jsonb"), take_back(""))]
