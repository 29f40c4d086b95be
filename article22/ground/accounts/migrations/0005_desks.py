"""Whom a report reaches at each authority that has an organisation here: addresses only, for whoever may not see the people."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION a22_desks() RETURNS TABLE (authority text, organisation uuid, addresses text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.authority, o.id, coalesce(array_agg(p.email ORDER BY m.began_at, m.id) FILTER (WHERE p.is_active), '{}')
    FROM accounts_organisation o
    LEFT JOIN accounts_membership m ON m.organisation_id = o.id AND m.ended_at IS NULL AND m.role IN ('supervisor', 'liaison-officer', 'ofm-officer')
    LEFT JOIN accounts_person p ON p.id = m.person_id
   WHERE o.authority <> '' GROUP BY o.authority, o.id
$$;
REVOKE EXECUTE ON FUNCTION a22_desks() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_desks() TO article22_web, article22_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_authority")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION a22_desks()")]
