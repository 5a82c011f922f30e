-- What was done on a case stays as it was written; its words go only when a person is erased.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TRIGGER request_tasks_kept AFTER DELETE OR UPDATE OF content ON request_tasks
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE request_tasks ENABLE ALWAYS TRIGGER request_tasks_kept;--> statement-breakpoint
CREATE TRIGGER request_handovers_kept AFTER DELETE OR UPDATE OF reason ON request_handovers
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE request_handovers ENABLE ALWAYS TRIGGER request_handovers_kept;--> statement-breakpoint
CREATE TRIGGER request_referrals_kept AFTER DELETE OR UPDATE OF organisation, reason ON request_referrals
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE request_referrals ENABLE ALWAYS TRIGGER request_referrals_kept;--> statement-breakpoint
CREATE TRIGGER deliberations_kept AFTER DELETE OR UPDATE OF topic ON deliberations
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE deliberations ENABLE ALWAYS TRIGGER deliberations_kept;--> statement-breakpoint
CREATE TRIGGER deliberation_positions_kept AFTER UPDATE OR DELETE ON deliberation_positions
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE deliberation_positions ENABLE ALWAYS TRIGGER deliberation_positions_kept;--> statement-breakpoint
CREATE TRIGGER request_photos_kept AFTER UPDATE OR DELETE ON request_photos
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE request_photos ENABLE ALWAYS TRIGGER request_photos_kept;--> statement-breakpoint
CREATE TRIGGER request_clocks_kept AFTER DELETE ON request_clocks
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE request_clocks ENABLE ALWAYS TRIGGER request_clocks_kept;--> statement-breakpoint
CREATE TRIGGER inbox_messages_kept AFTER DELETE OR UPDATE OF content_sealed, content_hash ON inbox_messages
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE inbox_messages ENABLE ALWAYS TRIGGER inbox_messages_kept;
