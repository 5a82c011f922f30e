-- What was announced of a shift stays as it was read by who signed up (ADR 0011).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TRIGGER shifts_kept
  AFTER UPDATE OF name, content, outcome, recipient_description, organiser, person_in_charge ON shifts
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE shifts ENABLE ALWAYS TRIGGER shifts_kept;
