"""An agency's directory sees its own people alone, enters them suspended, and never learns what else they are here."""

from django.db import migrations

ALL = "(SELECT a22_reach()) IN ('none', 'administration', 'inspection', 'system')"
MINE = "organisation_id = (SELECT a22_organisation())"
MEMBER = f"EXISTS (SELECT FROM accounts_membership WHERE person_id = accounts_person.id AND {MINE})"
SEEN = f"{ALL} OR id = (SELECT a22_person()) OR {MEMBER}"
OWN = f"(SELECT a22_reach()) = 'provision' AND ({MEMBER} OR EXISTS (SELECT FROM accounts_provision WHERE person_id = accounts_person.id AND {MINE}))"
QUOTED = "(SELECT a22_reach()) IN (''none'', ''administration'', ''inspection'', ''system'')"
KEEPERS = "(SELECT a22_reach()) IN (''administration'', ''system'')"
PROVISIONER = "(SELECT a22_reach()) = ''provision'' AND organisation_id = (SELECT a22_organisation())"

FORWARD = f"""
SELECT a22_wall('accounts_agencytoken', 'SELECT, INSERT, UPDATE', '{QUOTED}', '{KEEPERS}');
SELECT a22_wall('accounts_provision', 'SELECT, INSERT, UPDATE', '{KEEPERS} OR (SELECT a22_reach()) = ''inspection'' OR {PROVISIONER}', '{PROVISIONER}');
DROP POLICY program_sees_its_part ON accounts_person;
CREATE POLICY program_sees_its_part ON accounts_person TO article22_web, article22_worker
  USING ({SEEN} OR {OWN})
  WITH CHECK ({ALL} OR id = (SELECT a22_person()) OR {OWN} OR (SELECT a22_reach()) = 'provision' AND NOT is_active);

-- What a directory may not undo, and does not see: two answers and a number.
CREATE FUNCTION a22_standing(asked uuid, own uuid, OUT holds_elsewhere boolean, OUT is_administrator boolean, OUT administrators bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT coalesce(bool_or(m.person_id = asked AND m.organisation_id <> own), false),
         coalesce(bool_or(m.person_id = asked AND m.role = 'administrator'), false),
         count(DISTINCT m.person_id) FILTER (WHERE m.role = 'administrator' AND p.is_active)
    FROM accounts_membership m JOIN accounts_person p ON p.id = m.person_id WHERE m.ended_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION a22_standing(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_standing(uuid, uuid) TO article22_web, article22_worker;
"""
BACKWARD = f"""
DROP FUNCTION a22_standing(uuid, uuid);
DROP POLICY program_sees_its_part ON accounts_person;
CREATE POLICY program_sees_its_part ON accounts_person TO article22_web, article22_worker
  USING ({SEEN}) WITH CHECK ({ALL} OR id = (SELECT a22_person()));
DROP POLICY owner_sees_all ON accounts_provision; DROP POLICY program_sees_its_part ON accounts_provision;
ALTER TABLE accounts_provision DISABLE ROW LEVEL SECURITY;
DROP POLICY owner_sees_all ON accounts_agencytoken; DROP POLICY program_sees_its_part ON accounts_agencytoken;
ALTER TABLE accounts_agencytoken DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_provisions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
