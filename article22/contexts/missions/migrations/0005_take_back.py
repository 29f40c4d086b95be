"""An import can be taken back: the rows it made, and no others."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')"

FORWARD = f"""
SELECT a22_wall('missions_import', 'SELECT, INSERT, UPDATE', '{KEEPERS}', '{OFFICERS}');
SELECT a22_wall('missions_importchange', 'SELECT, INSERT', '{KEEPERS}', '{OFFICERS}');
SELECT a22_append_only('missions_importchange');

-- What an import made is removed, where nothing refers to it; nothing else of the register is ever deleted.
CREATE FUNCTION a22_take_back(change uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made record;
BEGIN
  SELECT of.what, of.subject INTO made FROM missions_importchange of JOIN missions_import run ON run.id = of.run_id
   WHERE of.id = change AND of.before IS NULL AND run.undone_at IS NULL AND a22_reach() IN ('protector', 'administration', 'system');
  CASE made.what
    WHEN 'listing' THEN DELETE FROM missions_listing WHERE id = made.subject;
    WHEN 'premises' THEN DELETE FROM missions_premises WHERE id = made.subject;
    WHEN 'mission' THEN DELETE FROM missions_mission WHERE id = made.subject;
    ELSE RAISE EXCEPTION 'only what an import made is taken back, once' USING ERRCODE = 'restrict_violation';
  END CASE;
  SET CONSTRAINTS ALL IMMEDIATE;
END $$;
REVOKE EXECUTE ON FUNCTION a22_take_back(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_take_back(uuid) TO article22_web, article22_worker;

-- Lists say since now how exact a point is.
UPDATE missions_listing SET content = content || jsonb_build_object('precision', premises.precision_km)
  FROM missions_premises premises WHERE premises.id = premises_id AND NOT content ? 'precision';
"""
BACKWARD = "DROP FUNCTION a22_take_back(uuid);\nDROP TRIGGER append_only ON missions_importchange;\n" \
    "DROP TRIGGER append_only_all ON missions_importchange;\n" + "".join(
        f"DROP POLICY owner_sees_all ON missions_{table}; DROP POLICY program_sees_its_part ON missions_{table}; "
        f"ALTER TABLE missions_{table} DISABLE ROW LEVEL SECURITY;\n" for table in ("importchange", "import"))


class Migration(migrations.Migration):
    dependencies = [("missions", "0004_imports"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
