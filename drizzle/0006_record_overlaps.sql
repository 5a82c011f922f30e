-- Two approved records of one person never overlap (the rule says so first; this is the net).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE service_records ADD CONSTRAINT service_records_no_overlap
  EXCLUDE USING gist (
    community_id WITH =,
    person_id WITH =,
    tstzrange(starts_at, ends_at, '[)') WITH &&
  ) WHERE (state = 'approved');
