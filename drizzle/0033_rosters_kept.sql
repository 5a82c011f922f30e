-- Who was put on a roster stays on record for every role; why somebody was away goes only with them.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TRIGGER roster_changes_append_only BEFORE UPDATE OR DELETE ON roster_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE roster_changes ENABLE ALWAYS TRIGGER roster_changes_append_only;--> statement-breakpoint
CREATE TRIGGER roster_changes_no_truncate BEFORE TRUNCATE ON roster_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE roster_changes ENABLE ALWAYS TRIGGER roster_changes_no_truncate;--> statement-breakpoint
CREATE TRIGGER leaves_kept AFTER DELETE OR UPDATE OF reason ON leaves
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE leaves ENABLE ALWAYS TRIGGER leaves_kept;
