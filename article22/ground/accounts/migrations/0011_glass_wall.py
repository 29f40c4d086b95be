"""Whether a glass is broken is asked before anybody is known; afterwards administration and inspection see it, and all that was done under it without a word."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''system'')"
FORWARD = f"""
SELECT a22_wall('accounts_glass', 'SELECT, INSERT', '{KEEPERS} OR (SELECT a22_reach()) IN (''inspection'', ''none'')', '{KEEPERS}');
GRANT UPDATE (ended_at, ended_by_id, finding, found, reviewed_by_id, reviewed_at) ON accounts_glass TO article22_web, article22_worker;

-- Verbs and ids of what one membership did in that time under that glass: ids sort by their instant, so that no more is read.
CREATE FUNCTION a22_done_under(glass uuid) RETURNS TABLE (at timestamptz, verb text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT entry.at, entry.verb, entry.subject FROM accounts_glass g JOIN journal_entry entry
    ON entry.id >= (lpad(to_hex((extract(epoch FROM g.broken_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
   AND entry.id <= (lpad(to_hex((extract(epoch FROM g.until) * 1000)::bigint), 12, '0') || repeat('f', 20))::uuid
   AND entry.membership = g.membership_id AND entry.facts ->> 'glass' = g.id::text
   WHERE g.id = glass AND a22_reach() IN ('administration', 'inspection', 'system') ORDER BY entry.at, entry.id
$$;
REVOKE EXECUTE ON FUNCTION a22_done_under(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_done_under(uuid) TO article22_web, article22_worker;
"""
BACKWARD = """DROP FUNCTION a22_done_under(uuid); DROP POLICY owner_sees_all ON accounts_glass; DROP POLICY program_sees_its_part ON accounts_glass;
ALTER TABLE accounts_glass DISABLE ROW LEVEL SECURITY;"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_glass"), ("journal", "0003_wall")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
