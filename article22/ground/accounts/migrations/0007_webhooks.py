"""Whom a report reaches at each authority: the armed webhooks of its desk as well."""

from django.db import migrations

DESKS = """
DROP FUNCTION a22_desks();
CREATE FUNCTION a22_desks() RETURNS TABLE (authority text, organisation uuid, addresses text[]{column})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.authority, o.id, coalesce(array_agg(p.email ORDER BY m.began_at, m.id) FILTER (WHERE p.is_active), '{{}}'){webhooks}
    FROM accounts_organisation o
    LEFT JOIN accounts_membership m ON m.organisation_id = o.id AND m.ended_at IS NULL AND m.role IN ('supervisor', 'liaison-officer', 'ofm-officer')
    LEFT JOIN accounts_person p ON p.id = m.person_id
   WHERE o.authority <> '' GROUP BY o.authority, o.id
$$;
REVOKE EXECUTE ON FUNCTION a22_desks() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_desks() TO article22_web, article22_worker;
"""
WEBHOOKS = """,
         ARRAY(SELECT w.address FROM outbox_armedaddress w WHERE w.organisation = o.id AND w.armed_at IS NOT NULL AND w.ended_at IS NULL ORDER BY w.id)"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_addresses"), ("outbox", "0004_desks")]
    operations = [migrations.RunSQL(DESKS.format(column=", webhooks text[]", webhooks=WEBHOOKS), DESKS.format(column="", webhooks=""))]
