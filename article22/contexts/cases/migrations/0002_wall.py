"""Who sees a case and what belongs to it, who may write, what never changes, and search behind the wall."""

from django.db import migrations

ALL_SEEING = "(SELECT a22_reach()) IN (''protector'', ''inspection'', ''system'')"
WRITERS = "(SELECT a22_reach()) IN (''protector'', ''system'')"
MISSION = "(SELECT a22_reach()) = ''mission'' AND {organisation} = (SELECT a22_organisation())"
PARTNER = "(SELECT a22_reach()) = ''partner'' AND a22_is_told({case})"
LINK = "(SELECT a22_reach()) = ''link'' AND {case} = (SELECT a22_record())"
PARTS = ("stage", "recipient", "clock", "passage", "decision", "reading")
OF_MISSION = {  # what a mission sees of its own, where that is not all
    "passage": " AND audience = ''mission''",
    "reading": " AND role NOT IN (''analyst'', ''chief-analyst'', ''inspector'')",
}


def wall(table: str, may: str, *, organisation: str, case: str, own: str = "") -> str:
    """Put a table behind the wall."""
    mission = MISSION.format(organisation=organisation)
    others = f"{PARTNER.format(case=case)} OR {LINK.format(case=case)}"
    return f"SELECT a22_wall('cases_{table}', '{may}', '{ALL_SEEING} OR {mission}{own} OR {others}', '{WRITERS} OR {mission} OR {others}');\n"


FORWARD = """
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SEQUENCE cases_number;
GRANT USAGE ON SEQUENCE cases_number TO article22_web, article22_worker;

-- What belongs to a case belongs to its mission: the two are held together by the database.
CREATE UNIQUE INDEX cases_case_of_its_organisation ON cases_case (id, organisation_id);
""" + "".join(
    f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_of_its_case FOREIGN KEY (case_id) REFERENCES cases_case (id);\n"
    f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_of_the_mission_of_its_case FOREIGN KEY (case_id, organisation) "
    "REFERENCES cases_case (id, organisation_id);\n" for part in PARTS) + """
-- Whether a partner's organisation was told of a case.
CREATE FUNCTION a22_is_told(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM cases_recipient WHERE desk_id = a22_organisation() AND case_id = which AND dropped_at IS NULL)
$$;
REVOKE EXECUTE ON FUNCTION a22_is_told(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_is_told(uuid) TO article22_web, article22_worker;
""" + wall("case", "SELECT, INSERT, UPDATE", organisation="organisation_id", case="id") + "".join(
    wall(part, "SELECT, INSERT" if part in ("stage", "decision", "reading") else "SELECT, INSERT, UPDATE", organisation="organisation", case="case_id",
         own=OF_MISSION.get(part, "")) for part in PARTS) + """
SELECT a22_append_only('cases_stage');

-- A passage is struck once, with a reason; its words change in one way only, into nothing, and only by the procedure that purges.
CREATE FUNCTION a22_only_strike() RETURNS trigger LANGUAGE plpgsql AS $$
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
  RAISE EXCEPTION 'a passage of a story is never changed: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_strike BEFORE UPDATE OR DELETE ON cases_passage FOR EACH ROW EXECUTE FUNCTION a22_only_strike();

-- Search: under a policy the planner never uses these indexes, so the wall is applied inside a function that gives ids only.
ALTER TABLE cases_case ADD COLUMN search tsvector
  GENERATED ALWAYS AS (to_tsvector('simple', coalesce(number, '') || ' ' || coalesce(summary, '') || ' ' || coalesce(description, '') || ' ' || city)) STORED;
CREATE INDEX cases_by_words ON cases_case USING gin (organisation_id, search);
CREATE INDEX cases_by_letters ON cases_case USING gin (organisation_id, summary gin_trgm_ops);

CREATE FUNCTION a22_find_cases(asked tsquery, before timestamptz, before_id uuid, most integer) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF a22_reach() IN ('protector', 'inspection', 'system') THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.search @@ asked AND (c.opened_at, c.id) < (before, before_id)
      ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  ELSIF a22_reach() = 'mission' THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.organisation_id = a22_organisation() AND c.search @@ asked
      AND (c.opened_at, c.id) < (before, before_id) ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  ELSIF a22_reach() = 'partner' THEN
    RETURN QUERY SELECT c.id FROM cases_recipient r JOIN cases_case c ON c.id = r.case_id
      WHERE r.desk_id = a22_organisation() AND r.dropped_at IS NULL AND c.search @@ asked AND (c.opened_at, c.id) < (before, before_id)
      ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  END IF;
END $$;

CREATE FUNCTION a22_find_cases_alike(words text, most integer) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET pg_trgm.word_similarity_threshold = 0.4 AS $$
BEGIN
  IF a22_reach() IN ('protector', 'inspection', 'system') THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE words <% c.summary ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  ELSIF a22_reach() = 'mission' THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.organisation_id = a22_organisation() AND words <% c.summary
      ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  ELSIF a22_reach() = 'partner' THEN
    RETURN QUERY SELECT c.id FROM cases_recipient r JOIN cases_case c ON c.id = r.case_id
      WHERE r.desk_id = a22_organisation() AND r.dropped_at IS NULL AND words <% c.summary ORDER BY c.opened_at DESC, c.id DESC LIMIT most;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION a22_find_cases(tsquery, timestamptz, uuid, integer), a22_find_cases_alike(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_find_cases(tsquery, timestamptz, uuid, integer), a22_find_cases_alike(text, integer) TO article22_web, article22_worker;
"""
BACKWARD = """
DROP FUNCTION a22_find_cases_alike(text, integer);
DROP FUNCTION a22_find_cases(tsquery, timestamptz, uuid, integer);
DROP INDEX cases_by_letters;
ALTER TABLE cases_case DROP COLUMN search;
DROP TRIGGER only_strike ON cases_passage;
DROP FUNCTION a22_only_strike();
DROP TRIGGER append_only ON cases_stage; DROP TRIGGER append_only_all ON cases_stage;
""" + "".join(
    f"DROP POLICY owner_sees_all ON cases_{table}; DROP POLICY program_sees_its_part ON cases_{table}; "
    f"ALTER TABLE cases_{table} DISABLE ROW LEVEL SECURITY;\n" for table in (*PARTS, "case")) + "".join(
    f"ALTER TABLE cases_{part} DROP CONSTRAINT {part}_of_the_mission_of_its_case, DROP CONSTRAINT {part}_of_its_case;\n" for part in PARTS) + """
DROP FUNCTION a22_is_told(uuid);
DROP INDEX cases_case_of_its_organisation;
DROP SEQUENCE cases_number;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables"), ("wall", "0002_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
