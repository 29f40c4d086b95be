-- A case with everything that belongs to it, in one statement: see docs/adr/0011. Parameter: one document, `given`.
c AS (
  INSERT INTO cases_case (id, organisation_id, number, mission_id, premises_id, kind, status, priority, summary, description, reporter, details,
    happened_at, starts_at, ends_at, expected_size, place, city, region, zone, latitude, longitude, precision_km, regime, directory, office, matter,
    opened_at, opened_by, opened_role, door, next_due_at, hops, version)
  SELECT r.id, r.organisation_id, r.number, r.mission_id, r.premises_id, r.kind, r.status, r.priority, r.summary, r.description, r.reporter, r.details,
    r.happened_at, r.starts_at, r.ends_at, r.expected_size, r.place, r.city, r.region, r.zone, r.latitude, r.longitude, r.precision_km, r.regime,
    r.directory, r.office, r.matter, r.opened_at, r.opened_by, r.opened_role, r.door, r.next_due_at, 1, 1
    FROM given, jsonb_populate_record(NULL::cases_case, g -> 'case') r),
stage AS (
  INSERT INTO cases_stage (id, organisation, case_id, kind, began_at, was_status)
  SELECT r.id, r.organisation, r.case_id, r.kind, r.began_at, r.was_status
    FROM given, jsonb_populate_recordset(NULL::cases_stage, g -> 'stages') r),
recipient AS (
  INSERT INTO cases_recipient (id, organisation, case_id, rank, authority, office, contact, who, because, lines, desk_id, added_at, messages,
    told_how, acknowledged_how, acknowledged_name, is_late, fault)
  SELECT r.id, r.organisation, r.case_id, r.rank, r.authority, r.office, r.contact, r.who, r.because, r.lines, r.desk_id, r.added_at,
    r.messages, '', '', '', false, ''
    FROM given, jsonb_populate_recordset(NULL::cases_recipient, g -> 'recipients') r),
clock AS (
  INSERT INTO cases_clock (id, organisation, case_id, name, state, started_at, due_at, warn_at, step, holder_name)
  SELECT r.id, r.organisation, r.case_id, r.name, r.state, r.started_at, r.due_at, r.warn_at, 0, ''
    FROM given, jsonb_populate_recordset(NULL::cases_clock, g -> 'clocks') r),
passage AS (
  INSERT INTO cases_passage (id, organisation, case_id, happened_at, entered_at, kind, audience, words, said, by_person, by_role, by_name, struck_name)
  SELECT r.id, r.organisation, r.case_id, r.happened_at, r.entered_at, r.kind, r.audience, r.words, r.said, r.by_person, r.by_role, r.by_name, ''
    FROM given, jsonb_populate_recordset(NULL::cases_passage, g -> 'passages') r)
