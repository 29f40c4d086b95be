"""What lists say of people is for whoever sees the people; an import of people can be taken back as well."""

from django.db import migrations

PEOPLE = "what IN (''representative'', ''way'', ''person-listing'')"
KEEPERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')"
OFFICERS = "(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')"
THEIRS = "EXISTS (SELECT FROM missions_representative r WHERE r.id = representative_id)"  # behind its own wall
MADE = """
    WHEN 'listing' THEN DELETE FROM missions_listing WHERE id = made.subject;
    WHEN 'premises' THEN DELETE FROM missions_premises WHERE id = made.subject;
    WHEN 'mission' THEN DELETE FROM missions_mission WHERE id = made.subject;"""
MADE_OF_PEOPLE = """
    WHEN 'person-listing' THEN DELETE FROM missions_personlisting WHERE id = made.subject;
    WHEN 'way' THEN DELETE FROM missions_way WHERE id = made.subject;
    WHEN 'representative' THEN DELETE FROM missions_representative WHERE id = made.subject;"""


def take_back(made):
    return f"""
CREATE OR REPLACE FUNCTION a22_take_back(change uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made record;
BEGIN
  SELECT of.what, of.subject INTO made FROM missions_importchange of JOIN missions_import run ON run.id = of.run_id
   WHERE of.id = change AND of.before IS NULL AND run.undone_at IS NULL AND a22_reach() IN ('protector', 'administration', 'system')
     AND (a22_reach() <> 'administration' OR of.what NOT IN ('representative', 'way', 'person-listing'));
  CASE made.what{made}
    ELSE RAISE EXCEPTION 'only what an import made is taken back, once' USING ERRCODE = 'restrict_violation';
  END CASE;
  SET CONSTRAINTS ALL IMMEDIATE;
END $$;
"""


def policy(sees, writes):
    return f"""
DROP POLICY program_sees_its_part ON missions_importchange;
CREATE POLICY program_sees_its_part ON missions_importchange TO article22_web, article22_worker USING ({sees}) WITH CHECK ({writes});
""".replace("''", "'")


FORWARD = take_back(MADE + MADE_OF_PEOPLE) + policy(
    f"{KEEPERS} AND ((SELECT a22_reach()) <> ''administration'' OR NOT {PEOPLE})",
    f"{OFFICERS} AND ((SELECT a22_reach()) <> ''administration'' OR NOT {PEOPLE})") + f"""
SELECT a22_wall('missions_personlisting', 'SELECT, INSERT, UPDATE', '(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'') AND {THEIRS}',
                '(SELECT a22_reach()) IN (''protector'', ''system'') AND {THEIRS}');
"""
BACKWARD = take_back(MADE) + policy(KEEPERS, OFFICERS) + """
DROP POLICY owner_sees_all ON missions_personlisting;
DROP POLICY program_sees_its_part ON missions_personlisting;
ALTER TABLE missions_personlisting DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0030_lists_of_people"), ("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
