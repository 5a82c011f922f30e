-- What was signed stays signed: for every role, as for the books.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TRIGGER proof_checkpoints_append_only BEFORE UPDATE OR DELETE ON proof_checkpoints
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE proof_checkpoints ENABLE ALWAYS TRIGGER proof_checkpoints_append_only;--> statement-breakpoint
CREATE TRIGGER proof_checkpoints_no_truncate BEFORE TRUNCATE ON proof_checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE proof_checkpoints ENABLE ALWAYS TRIGGER proof_checkpoints_no_truncate;--> statement-breakpoint
-- Hashes do not compress.
ALTER TABLE proof_tiles ALTER hashes SET STORAGE EXTERNAL;
