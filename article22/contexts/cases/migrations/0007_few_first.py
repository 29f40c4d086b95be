"""A search looks first for few, through the GIN index alone.

The functions of 0002 stand behind the owner's policy, under which the planner may use no statistics for `@@` and `<%`: it takes 1 % for granted and reads the newest
first until a page is full; for a word that nobody wrote that is every case in sight. Only where the first look finds its bound is the newest first the short way.
What is found, and its order, are as before.
"""

from django.db import migrations

WORDS = ("a22_find_cases(asked tsquery, before timestamptz, before_id uuid, most integer)", "c.search @@ asked AND (c.opened_at, c.id) < (before, before_id)", "")
ALIKE = ("a22_find_cases_alike(words text, most integer)", "words <% c.summary", "SET pg_trgm.word_similarity_threshold = 0.4")
NEWEST = "ORDER BY c.opened_at DESC, c.id DESC LIMIT most"

PLAIN = """
CREATE OR REPLACE FUNCTION {name} RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public {setting} AS $$
BEGIN
  IF a22_reach() IN ('protector', 'inspection', 'system') THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE {found} {newest};
  ELSIF a22_reach() = 'mission' THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.organisation_id = a22_organisation() AND {found} {newest};
  ELSIF a22_reach() = 'partner' THEN
    RETURN QUERY SELECT c.id FROM cases_recipient r JOIN cases_case c ON c.id = r.case_id
      WHERE r.desk_id = a22_organisation() AND r.dropped_at IS NULL AND {found} {newest};
  END IF;
END $$;
"""
FEW_FIRST = """
CREATE OR REPLACE FUNCTION {name} RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off SET enable_indexscan = off {setting} AS $$
DECLARE
  bound CONSTANT integer := 1000;
  few uuid[];
BEGIN
  IF a22_reach() IN ('protector', 'inspection', 'system') THEN
    few := ARRAY(SELECT c.id FROM cases_case c WHERE {found} LIMIT bound);
  ELSIF a22_reach() = 'mission' THEN
    few := ARRAY(SELECT c.id FROM cases_case c WHERE c.organisation_id = a22_organisation() AND {found} LIMIT bound);
  END IF;
  IF cardinality(few) < bound THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.id = ANY (few) {newest};
    RETURN;
  END IF;
  PERFORM set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true);
  IF a22_reach() IN ('protector', 'inspection', 'system') THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE {found} {newest};
  ELSIF a22_reach() = 'mission' THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.organisation_id = a22_organisation() AND {found} {newest};
  ELSIF a22_reach() = 'partner' THEN
    RETURN QUERY SELECT c.id FROM cases_recipient r JOIN cases_case c ON c.id = r.case_id
      WHERE r.desk_id = a22_organisation() AND r.dropped_at IS NULL AND {found} {newest};
  END IF;
END $$;
"""


def both(body: str) -> str:
    return "".join(body.format(name=name, found=found, setting=setting, newest=NEWEST) for name, found, setting in (WORDS, ALIKE))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_changes")]
    operations = [migrations.RunSQL(both(FEW_FIRST), both(PLAIN))]
