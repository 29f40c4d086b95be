"""The names of a case's files are words of it in the journal: a purge finds them there too."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION a22_entries_with_words(which uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
  SELECT DISTINCT e.id FROM journal_entry e JOIN journal_words w ON w.entry_id = e.id AND w.words IS NOT NULL
   WHERE e.subject IN (SELECT which::text UNION SELECT p.id::text FROM cases_passage p WHERE p.case_id = which
                       UNION SELECT r.id::text FROM cases_recipient r WHERE r.case_id = which{more})
     AND e.verb <> 'cases.purged'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_inspectors_readings"), ("files", "0002_wall")]
    operations = [migrations.RunSQL(
        FUNCTION.replace("{more}", "\n                       UNION SELECT f.id::text FROM files_attachment f WHERE f.record = which"),
        FUNCTION.replace("{more}", ""))]
