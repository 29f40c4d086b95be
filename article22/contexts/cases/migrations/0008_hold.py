"""A legal hold: a case on hold is not purged, and the database itself keeps to that. What a hold says never changes; a lifting is proposed, and decided."""

from django.db import migrations, models
from django.db.models import F, Q

FORWARD = """
ALTER TABLE cases_hold ADD CONSTRAINT hold_of_its_case FOREIGN KEY (case_id) REFERENCES cases_case (id);
SELECT a22_wall('cases_hold', 'SELECT, INSERT', '(SELECT a22_reach()) IN (''protector'', ''administration'', ''inspection'', ''system'')',
                '(SELECT a22_reach()) IN (''protector'', ''administration'', ''system'')');
GRANT UPDATE (lifting_by, lifting_name, lifting_at, lifted_by, lifted_at) ON cases_hold TO article22_web, article22_worker;

-- Whether a case, or the one it was joined to, is on hold: for whoever may purge it and never read it.
CREATE FUNCTION a22_is_held(which uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM cases_hold h WHERE h.case_id IN (which, (SELECT c.merged_into_id FROM cases_case c WHERE c.id = which))
                    AND h.lifted_at IS NULL AND (h.until IS NULL OR h.until > at))
$$;
REVOKE EXECUTE ON FUNCTION a22_is_held(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_is_held(uuid, timestamptz) TO article22_web, article22_worker;

-- The row is locked by now: a hold that is being placed was waited for. What the reasons of earlier holds say goes with the case.
CREATE FUNCTION a22_keep_what_is_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF a22_is_held(NEW.id, NEW.purged_at) THEN
    RAISE EXCEPTION 'the case is on legal hold' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE cases_hold SET reason = NULL WHERE case_id = NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_what_is_held BEFORE UPDATE OF purged_at ON cases_case FOR EACH ROW WHEN (NEW.purged_at IS NOT NULL)
  EXECUTE FUNCTION a22_keep_what_is_held();
"""
BACKWARD = """
DROP TRIGGER keep_what_is_held ON cases_case;
DROP FUNCTION a22_keep_what_is_held();
DROP FUNCTION a22_is_held(uuid, timestamptz);
DROP POLICY owner_sees_all ON cases_hold; DROP POLICY program_sees_its_part ON cases_hold; ALTER TABLE cases_hold DISABLE ROW LEVEL SECURITY;
ALTER TABLE cases_hold DROP CONSTRAINT hold_of_its_case;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_few_first"), ("wall", "0002_record")]
    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("case", models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="holds", to="cases.case")),
                ("number", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=300, null=True)),
                ("placed_by", models.UUIDField()),
                ("placed_name", models.CharField(max_length=120)),
                ("placed_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("lifting_by", models.UUIDField(null=True)),
                ("lifting_name", models.CharField(max_length=120)),
                ("lifting_at", models.DateTimeField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(name="hold_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gt=F("placed_at"))),
                    models.CheckConstraint(name="hold_lifted_by_two_people", condition=Q(lifted_at__isnull=True) | Q(
                        lifting_by__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=F("lifting_by"))),
                ],
                "indexes": [models.Index(name="holds_of_a_case", fields=["case"], condition=Q(lifted_at__isnull=True))],
            },
        ),
        migrations.AddIndex(model_name="case", index=models.Index(
            name="cases_closed", fields=["closed_at", "id"], condition=Q(closed_at__isnull=False, purged_at__isnull=True))),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
