-- What people are told: the outbox and the inbox, written in the transaction of the act.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "notices_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recipient_id" uuid NOT NULL,
	"community_id" uuid,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"link" text,
	"once_key" text NOT NULL,
	"not_before_at" timestamp (3) with time zone NOT NULL,
	"urgent" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	"routed_at" timestamp (3) with time zone,
	CONSTRAINT "notices_once" UNIQUE("recipient_id","once_key"),
	CONSTRAINT "notices_kind" CHECK ("notices"."kind" ~ '^[a-z]+\.[a-z-]+$' and length("notices"."kind") <= 60),
	CONSTRAINT "notices_text" CHECK (length("notices"."text") between 1 and 300),
	CONSTRAINT "notices_link" CHECK ("notices"."link" ~ '^/([^/\\]|$)' and length("notices"."link") <= 500),
	CONSTRAINT "notices_once_key" CHECK (length("notices"."once_key") between 1 and 200)
);
--> statement-breakpoint
CREATE INDEX "notices_by_recipient" ON "notices" USING btree ("recipient_id","sequence");--> statement-breakpoint
CREATE INDEX "notices_unread" ON "notices" USING btree ("recipient_id","sequence") WHERE "notices"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notices_unrouted" ON "notices" USING btree ("not_before_at") WHERE "notices"."routed_at" is null;--> statement-breakpoint
-- What somebody was told is not told otherwise later; it goes with its reader (ADR 0011).
CREATE TRIGGER notices_kept AFTER DELETE OR UPDATE OF text ON notices
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE notices ENABLE ALWAYS TRIGGER notices_kept;
