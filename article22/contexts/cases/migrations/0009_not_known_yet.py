"""Of an emergency neither mission nor place may be known yet; once the mission is, what was told before is its own as well."""

from django.db import migrations, models
from django.db.models import Q

FORWARD = """
-- A passage may besides come to belong to a mission where it belonged to none, and so may a stage: by the function below alone.
CREATE OR REPLACE FUNCTION a22_only_strike() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.struck_at IS NULL AND NEW.struck_at IS NOT NULL AND NEW.struck_reason IS NOT NULL
     AND (NEW.id, NEW.case_id, NEW.organisation, NEW.happened_at, NEW.entered_at, NEW.kind, NEW.audience, NEW.words, NEW.said, NEW.by_person, NEW.by_name)
         IS NOT DISTINCT FROM
         (OLD.id, OLD.case_id, OLD.organisation, OLD.happened_at, OLD.entered_at, OLD.kind, OLD.audience, OLD.words, OLD.said, OLD.by_person, OLD.by_name) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.purged_at IS NOT NULL AND NEW.words IS NULL AND current_user NOT IN ('article22_web', 'article22_worker') THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.organisation IS NULL AND current_user NOT IN ('article22_web', 'article22_worker')
     AND to_jsonb(NEW) - 'organisation' = to_jsonb(OLD) - 'organisation' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a passage of a story is never changed: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER append_only ON cases_stage;
CREATE TRIGGER append_only BEFORE DELETE ON cases_stage FOR EACH ROW EXECUTE FUNCTION a22_refuse_change();
CREATE TRIGGER append_only_but_whose BEFORE UPDATE ON cases_stage FOR EACH ROW
  WHEN (OLD.organisation IS NOT NULL OR to_jsonb(NEW) - 'organisation' <> to_jsonb(OLD) - 'organisation') EXECUTE FUNCTION a22_refuse_change();

-- What belongs to a case that was nobody's becomes its mission's: of nothing but that case, and never another's.
CREATE FUNCTION a22_give_parts(given uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE whose uuid;
BEGIN
  IF a22_reach() NOT IN ('protector', 'system') THEN
    RAISE EXCEPTION 'only who protects says whose a case is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT organisation_id INTO whose FROM cases_case WHERE id = given;
""" + "".join(f"  UPDATE {table} SET organisation = whose WHERE {key} = given AND organisation IS NULL;\n" for table, key in (
    *((f"cases_{part}", "case_id") for part in ("stage", "recipient", "clock", "passage", "decision", "reading")), ("files_attachment", "record"))) + """
END $$;
REVOKE EXECUTE ON FUNCTION a22_give_parts(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_give_parts(uuid) TO article22_web, article22_worker;
"""
BACKWARD = """
DROP FUNCTION a22_give_parts(uuid);
DROP TRIGGER append_only_but_whose ON cases_stage;
DROP TRIGGER append_only ON cases_stage;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_stage FOR EACH ROW EXECUTE FUNCTION a22_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_hold"), ("files", "0002_wall")]
    operations = [
        migrations.AlterField("case", "mission", models.ForeignKey(
            db_index=False, null=True, on_delete=models.deletion.PROTECT, related_name="+", to="missions.mission")),
        migrations.AlterField("case", "latitude", models.FloatField(null=True)),
        migrations.AlterField("case", "longitude", models.FloatField(null=True)),
        migrations.AddConstraint("case", models.CheckConstraint(
            name="case_of_no_mission_is_nobodys", condition=Q(("mission__isnull", False), ("organisation__isnull", True), _connector="OR"))),
        migrations.AddConstraint("case", models.CheckConstraint(name="case_with_a_point_or_none", condition=Q(
            Q(("latitude__isnull", True), ("longitude__isnull", True)), Q(("latitude__isnull", False), ("longitude__isnull", False)), _connector="OR"))),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
