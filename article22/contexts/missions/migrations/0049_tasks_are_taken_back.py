"""What the system opened by itself of a mission, or of somebody, goes with them when the import that made them is taken back."""

from django.db import migrations

TASKS = """
  DELETE FROM missions_task WHERE made.what = 'mission' AND mission_id = made.subject OR made.what = 'representative' AND representative_id = made.subject;
  DELETE FROM missions_look WHERE made.what = 'mission' AND mission_id = made.subject;"""


def take_back(tasks):
    return f"""
CREATE OR REPLACE FUNCTION a22_take_back(change uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made record;
BEGIN
  SELECT of.what, of.subject INTO made FROM missions_importchange of JOIN missions_import run ON run.id = of.run_id
   WHERE of.id = change AND of.before IS NULL AND run.undone_at IS NULL AND a22_reach() IN ('protector', 'administration', 'system')
     AND (a22_reach() <> 'administration' OR of.what NOT IN ('representative', 'way', 'person-listing'));{tasks}
  CASE made.what
    WHEN 'listing' THEN DELETE FROM missions_listing WHERE id = made.subject;
    WHEN 'premises' THEN DELETE FROM missions_premises WHERE id = made.subject;
    WHEN 'mission' THEN DELETE FROM missions_mission WHERE id = made.subject;
    WHEN 'person-listing' THEN DELETE FROM missions_personlisting WHERE id = made.subject;
    WHEN 'way' THEN DELETE FROM missions_way WHERE id = made.subject;
    WHEN 'representative' THEN DELETE FROM missions_representative WHERE id = made.subject;
    ELSE RAISE EXCEPTION 'only what an import made is taken back, once' USING ERRCODE = 'restrict_violation';
  END CASE;
  SET CONSTRAINTS ALL IMMEDIATE;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0048_looks_wall")]
    operations = [migrations.RunSQL(take_back(TASKS), take_back(""))]
