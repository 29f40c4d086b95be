"""Police read the dossier of a place that is registered with them where its mission lets them; they see what is registered with them."""

from django.db import migrations

KEEPERS = "(SELECT a22_reach()) IN ('protector', 'administration', 'inspection', 'system')"
READ = "(SELECT a22_reach()) IN ('protector', 'inspection', 'system')"
OF_A_MISSION = "EXISTS (SELECT FROM missions_mission m WHERE m.id = mission_id AND m.organisation_id = (SELECT a22_organisation()))"
OWN = ("EXISTS (SELECT FROM missions_premises p JOIN missions_mission m ON m.id = p.mission_id WHERE p.id = premises_id "
       "AND m.organisation_id = (SELECT a22_organisation()))")
LINK = "(SELECT a22_reach()) = 'link' AND {form} = (SELECT a22_record())"
ITS_DESK = "(SELECT a22_reach()) = 'link' AND EXISTS (SELECT FROM missions_priorityform f WHERE f.id = (SELECT a22_record()) AND f.desk_id = missions_policedesk.id)"
PUBLIC = "kind <> 'residence' AND (SELECT a22_reach()) <> 'none'"
POLICE = "(SELECT a22_reach()) = 'partner'"
READS = f"{POLICE} AND a22_reads_dossier({{premises}})"

# What each table showed before, and what it shows police now.
BEFORE = {
    "policedesk": f"{KEEPERS} OR {ITS_DESK}",
    "registration": f"{KEEPERS} OR {OWN} OR {LINK.format(form='form_id')}",
    "premises": f"{KEEPERS} OR {PUBLIC} OR {OF_A_MISSION}",
    "claim": f"{KEEPERS} OR {OF_A_MISSION}",
    "detail": f"{READ} AND withdrawn_at IS NULL OR {OWN}",
    "departure": f"{READ} OR {OWN}",
    "consent": f"{READ} OR {OWN}",
}
MORE = {
    "policedesk": f"{POLICE} AND organisation_id = (SELECT a22_organisation())",
    "registration": f"{POLICE} AND EXISTS (SELECT FROM missions_policedesk d WHERE d.id = desk_id AND d.organisation_id = (SELECT a22_organisation()))",
    "premises": READS.format(premises="id"),
    "claim": f"{POLICE} AND EXISTS (SELECT FROM missions_consent c WHERE c.claim_id = missions_claim.id)",  # whether who consented speaks for it still
    "detail": f"{READS.format(premises='premises_id')} AND withdrawn_at IS NULL",
    "departure": READS.format(premises="premises_id"),
    "consent": READS.format(premises="premises_id"),
}

FORWARD = f"""
SELECT a22_wall('missions_agreement', 'SELECT, INSERT, UPDATE',
  $${READ} OR {OWN} OR {POLICE} AND organisation_id = (SELECT a22_organisation()) AND withdrawn_at IS NULL$$, $${OWN}$$);

-- Whether the police that act read the dossier of a place: its mission lets them, and it is registered with a desk of theirs, which has not said that it is
-- not in its area.
CREATE FUNCTION a22_reads_dossier(place uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a22_reach() = 'partner'
    AND EXISTS (SELECT FROM missions_agreement WHERE premises_id = place AND organisation_id = a22_organisation() AND withdrawn_at IS NULL)
    AND EXISTS (SELECT FROM missions_registration r JOIN missions_policedesk d ON d.id = r.desk_id
                 WHERE r.premises_id = place AND r.withdrawn_at IS NULL AND r.word <> 'not-ours' AND d.organisation_id = a22_organisation())
$$;
-- With which police a place is registered, and whose people they are here: for its own mission, and for who keeps the register.
CREATE FUNCTION a22_police_of(place uuid) RETURNS TABLE (desk text, organisation uuid) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
  SELECT d.name, d.organisation_id FROM missions_registration r JOIN missions_policedesk d ON d.id = r.desk_id
    JOIN missions_premises p ON p.id = r.premises_id JOIN missions_mission m ON m.id = p.mission_id
   WHERE r.premises_id = place AND r.withdrawn_at IS NULL AND r.word <> 'not-ours'
     AND (a22_reach() IN ('protector', 'administration', 'inspection', 'system') OR m.organisation_id = a22_organisation())
$$;
REVOKE EXECUTE ON FUNCTION a22_reads_dossier(uuid), a22_police_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_reads_dossier(uuid), a22_police_of(uuid) TO article22_web, article22_worker;
""" + "".join(f"ALTER POLICY program_sees_its_part ON missions_{table} USING ({before} OR {MORE[table]});\n" for table, before in BEFORE.items())
BACKWARD = "".join(f"ALTER POLICY program_sees_its_part ON missions_{table} USING ({before});\n" for table, before in BEFORE.items()) + """
DROP FUNCTION a22_police_of(uuid);
DROP FUNCTION a22_reads_dossier(uuid);
DROP POLICY owner_sees_all ON missions_agreement; DROP POLICY program_sees_its_part ON missions_agreement;
ALTER TABLE missions_agreement DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0044_agreements"), ("wall", "0002_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
