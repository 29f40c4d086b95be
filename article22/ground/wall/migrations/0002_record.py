"""The one record that a link opens to its holder."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION a22_record() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('a22.record', true), '')::uuid $$;
"""


class Migration(migrations.Migration):
    dependencies = [("wall", "0001_functions")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION a22_record()")]
