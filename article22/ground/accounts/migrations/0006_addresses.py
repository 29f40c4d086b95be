"""The addresses of whoever holds a role: for what is written to people whom the writer may not see. Addresses only."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION a22_addresses(asked text, whose uuid) RETURNS TABLE (address text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT p.email FROM accounts_membership m JOIN accounts_person p ON p.id = m.person_id AND p.is_active
   WHERE m.role = asked AND m.ended_at IS NULL AND (whose IS NULL OR m.organisation_id = whose) ORDER BY m.began_at, m.id
$$;
REVOKE EXECUTE ON FUNCTION a22_addresses(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_addresses(text, uuid) TO article22_web, article22_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_desks")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION a22_addresses(text, uuid)")]
