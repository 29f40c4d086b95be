"""A representative chose in which language they are written to."""

from django.db import migrations, models

# Whoever writes to a mission's people asks in which language, of addresses that it has, and learns nothing else.
FORWARD = """
CREATE FUNCTION a22_languages(asked uuid, addresses text[]) RETURNS TABLE (address text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT DISTINCT ON (way.address) way.address::text, one.language::text
    FROM missions_way way JOIN missions_representative one ON one.id = way.representative_id JOIN missions_mission mission ON mission.id = one.mission_id
   WHERE mission.organisation_id = asked AND way.address = ANY(addresses) AND way.ended_at IS NULL AND one.stand <> 'ended'
   ORDER BY way.address, one.is_first DESC, one.id
$$;
REVOKE EXECUTE ON FUNCTION a22_languages(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_languages(uuid, text[]) TO article22_web, article22_worker;
"""
BACKWARD = "DROP FUNCTION a22_languages(uuid, text[]);"


class Migration(migrations.Migration):
    dependencies = [("missions", "0045_agreements_wall")]
    operations = [
        migrations.AddField("representative", "language", models.CharField(max_length=10, default="")),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
