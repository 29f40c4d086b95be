"""An inspector writes one thing: that they have read a case. The policies of writing are as before in all else."""

from django.db import migrations

FORWARD = """
CREATE POLICY inspection_is_on_record ON cases_reading FOR INSERT TO article22_web, article22_worker
  WITH CHECK ((SELECT a22_reach()) = 'inspection' AND person = (SELECT a22_person()) AND role = 'inspector');
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_purging")]
    operations = [migrations.RunSQL(FORWARD, "DROP POLICY inspection_is_on_record ON cases_reading")]
