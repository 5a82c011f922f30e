-- 民情日记: what was written about a request stays.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TRIGGER request_diary_append_only BEFORE UPDATE OR DELETE ON request_diary
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER request_diary_no_truncate BEFORE TRUNCATE ON request_diary
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE request_diary ENABLE ALWAYS TRIGGER request_diary_append_only;--> statement-breakpoint
ALTER TABLE request_diary ENABLE ALWAYS TRIGGER request_diary_no_truncate;
