-- Nobody is in two places at once: of a person, whatever the community, neither two sign-ups nor two
-- presences overlap. Hence these two lead with the person and not with the community.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE sign_ups ADD CONSTRAINT sign_ups_no_overlap
  EXCLUDE USING gist (person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (state <> 'withdrawn');--> statement-breakpoint
ALTER TABLE check_ins ADD CONSTRAINT check_ins_no_overlap
  EXCLUDE USING gist (
    person_id WITH =,
    tstzrange(checked_in_at, coalesce(checked_out_at, 'infinity'), '[)') WITH &&
  );
