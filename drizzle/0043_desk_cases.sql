-- How a case came in and what it owes the asker by when; tasks, handovers, referrals, consultations,
-- photos; messages from gateways. Of cases before this the paper's time is the time of entry.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "deliberation_positions" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"deliberation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"party" text NOT NULL,
	"speaker" text NOT NULL,
	"position" text NOT NULL,
	"stated_at" timestamp (3) with time zone NOT NULL,
	"entered_by_id" uuid NOT NULL,
	CONSTRAINT "deliberation_positions_once" PRIMARY KEY("community_id","request_id","deliberation_id","id"),
	CONSTRAINT "deliberation_positions_party" CHECK ("deliberation_positions"."party" in ('partyOrganisation', 'residentsCommittee', 'ownersCommittee', 'propertyCompany', 'residentUnit'))
);
--> statement-breakpoint
CREATE TABLE "deliberations" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"topic" text NOT NULL,
	"opened_by_id" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"result" text,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "deliberations_once" PRIMARY KEY("community_id","request_id","id"),
	CONSTRAINT "deliberations_closed_with_result" CHECK (("deliberations"."closed_at" is null) = ("deliberations"."result" is null))
);
--> statement-breakpoint
CREATE TABLE "request_handovers" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"accepted" boolean,
	CONSTRAINT "request_handovers_key" PRIMARY KEY("community_id","request_id","id"),
	CONSTRAINT "request_handovers_to_another" CHECK ("request_handovers"."from_id" <> "request_handovers"."to_id"),
	CONSTRAINT "request_handovers_decided" CHECK (("request_handovers"."decided_at" is null) = ("request_handovers"."accepted" is null))
);
--> statement-breakpoint
CREATE TABLE "request_photos" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"caption" text NOT NULL,
	"image_sealed" text NOT NULL,
	"added_by_id" uuid NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_photos_once" PRIMARY KEY("community_id","request_id","id")
);
--> statement-breakpoint
CREATE TABLE "request_referrals" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"organisation" text NOT NULL,
	"reason" text NOT NULL,
	"referred_by_id" uuid NOT NULL,
	"referred_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"helped" boolean,
	"outcome_at" timestamp (3) with time zone,
	CONSTRAINT "request_referrals_once" PRIMARY KEY("community_id","request_id","id"),
	CONSTRAINT "request_referrals_outcome" CHECK (("request_referrals"."outcome" is null) = ("request_referrals"."outcome_at" is null) and ("request_referrals"."outcome" is null) = ("request_referrals"."helped" is null))
);
--> statement-breakpoint
CREATE TABLE "request_tasks" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"content" text NOT NULL,
	"handler_id" uuid,
	"due_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"result" text,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_by_id" uuid,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "request_tasks_once" PRIMARY KEY("community_id","request_id","id"),
	CONSTRAINT "request_tasks_state" CHECK ("request_tasks"."state" in ('open', 'done', 'dropped')),
	CONSTRAINT "request_tasks_closed_with_result" CHECK (("request_tasks"."state" = 'open') = ("request_tasks"."closed_at" is null) and ("request_tasks"."state" = 'open') = ("request_tasks"."result" is null))
);
--> statement-breakpoint
CREATE TABLE "request_clocks" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"measure" text NOT NULL,
	"round" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"warn_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"escalate_at" timestamp (3) with time zone NOT NULL,
	"stage" text NOT NULL,
	"next_at" timestamp (3) with time zone,
	"paused_at" timestamp (3) with time zone,
	"paused_reason" text,
	"stopped_at" timestamp (3) with time zone,
	CONSTRAINT "request_clocks_once" PRIMARY KEY("community_id","request_id","measure","round"),
	CONSTRAINT "request_clocks_measure" CHECK ("request_clocks"."measure" in ('firstAnswer', 'reply')),
	CONSTRAINT "request_clocks_stage" CHECK ("request_clocks"."stage" in ('running', 'warned', 'breached', 'escalated')),
	CONSTRAINT "request_clocks_round" CHECK ("request_clocks"."round" > 0),
	CONSTRAINT "request_clocks_times" CHECK ("request_clocks"."started_at" <= "request_clocks"."warn_at" and "request_clocks"."warn_at" <= "request_clocks"."due_at" and "request_clocks"."due_at" < "request_clocks"."escalate_at"),
	CONSTRAINT "request_clocks_paused_with_reason" CHECK (("request_clocks"."paused_at" is null) = ("request_clocks"."paused_reason" is null)),
	CONSTRAINT "request_clocks_still" CHECK ("request_clocks"."next_at" is null or ("request_clocks"."stopped_at" is null and "request_clocks"."paused_at" is null))
);
--> statement-breakpoint
CREATE TABLE "inbox_messages" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"channel_label" text NOT NULL,
	"external_id" text NOT NULL,
	"content_sealed" text NOT NULL,
	"content_hash" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"request_community_id" uuid,
	"request_id" uuid,
	"decided_by_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"decided_reason" text,
	CONSTRAINT "inbox_messages_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "inbox_messages_channel" CHECK ("inbox_messages"."channel" in ('sms', 'microblog', 'web')),
	CONSTRAINT "inbox_messages_state" CHECK ("inbox_messages"."state" in ('waiting', 'registered', 'merged', 'setAside') and ("inbox_messages"."state" in ('registered', 'merged')) = ("inbox_messages"."request_id" is not null) and ("inbox_messages"."request_id" is null) = ("inbox_messages"."request_community_id" is null) and ("inbox_messages"."state" = 'waiting') = ("inbox_messages"."decided_at" is null) and ("inbox_messages"."state" = 'setAside') = ("inbox_messages"."decided_reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "request_diary" ADD COLUMN "happened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "request_diary" DISABLE TRIGGER "request_diary_append_only";--> statement-breakpoint
UPDATE "request_diary" SET "happened_at" = "recorded_at";--> statement-breakpoint
ALTER TABLE "request_diary" ENABLE ALWAYS TRIGGER "request_diary_append_only";--> statement-breakpoint
ALTER TABLE "request_diary" ALTER COLUMN "happened_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "channel" text DEFAULT 'web' NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "channel_label" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "entered_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "requests" SET "entered_at" = "registered_at";--> statement-breakpoint
ALTER TABLE "requests" ALTER COLUMN "entered_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "complained_of_id" uuid;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "field" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "outcome_level" text;--> statement-breakpoint
ALTER TABLE "deliberation_positions" ADD CONSTRAINT "deliberation_positions_deliberation" FOREIGN KEY ("community_id","request_id","deliberation_id") REFERENCES "public"."deliberations"("community_id","request_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliberations" ADD CONSTRAINT "deliberations_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_handovers" ADD CONSTRAINT "request_handovers_to_id_persons_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_handovers" ADD CONSTRAINT "request_handovers_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_photos" ADD CONSTRAINT "request_photos_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_referrals" ADD CONSTRAINT "request_referrals_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_tasks" ADD CONSTRAINT "request_tasks_handler_id_persons_id_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_tasks" ADD CONSTRAINT "request_tasks_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_clocks" ADD CONSTRAINT "request_clocks_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_messages" ADD CONSTRAINT "inbox_messages_request" FOREIGN KEY ("request_community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deliberations_one_open" ON "deliberations" USING btree ("community_id","request_id") WHERE "deliberations"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "request_handovers_one_open" ON "request_handovers" USING btree ("community_id","request_id") WHERE "request_handovers"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "request_tasks_by_handler" ON "request_tasks" USING btree ("handler_id") WHERE "request_tasks"."state" = 'open';--> statement-breakpoint
CREATE INDEX "request_clocks_due" ON "request_clocks" USING btree ("next_at") WHERE "request_clocks"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "request_clocks_running" ON "request_clocks" USING btree ("community_id","due_at") WHERE "request_clocks"."stopped_at" is null;--> statement-breakpoint
CREATE INDEX "request_clocks_by_start" ON "request_clocks" USING btree ("community_id","measure","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_messages_one_of_gateway" ON "inbox_messages" USING btree ("community_id","channel_label","external_id");--> statement-breakpoint
CREATE INDEX "inbox_messages_waiting" ON "inbox_messages" USING btree ("community_id","received_at") WHERE "inbox_messages"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "inbox_messages_by_content" ON "inbox_messages" USING btree ("community_id","content_hash","received_at");--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_complained_of_id_persons_id_fk" FOREIGN KEY ("complained_of_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_channel" CHECK ("requests"."channel" in ('phone', 'sms', 'microblog', 'web', 'walkIn'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_entered_after" CHECK ("requests"."entered_at" >= "requests"."registered_at");--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_field" CHECK ("requests"."field" in ('socialSecurity', 'relief', 'elderly', 'culture', 'safety', 'environment', 'other'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_outcome" CHECK (("requests"."outcome" is null) = ("requests"."outcome_level" is null) and "requests"."outcome" in ('solved', 'explained', 'referred') and "requests"."outcome_level" in ('community', 'subdistrict', 'district'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_complained_of_another" CHECK ("requests"."complained_of_id" is null or ("requests"."kind" = 'complaint' and "requests"."first_taker_id" is distinct from "requests"."complained_of_id"));--> statement-breakpoint
-- Open cases from before get the reply's clock as well: nothing open is without one.
INSERT INTO "request_clocks" (community_id, request_id, measure, round, started_at, warn_at, due_at, escalate_at, stage, next_at)
SELECT community_id, id, 'reply', 1, registered_at, registered_at + interval '8 days', registered_at + interval '9 days',
       registered_at + interval '11 days', 'running', registered_at + interval '8 days'
  FROM "requests" WHERE state IN ('registered', 'assigned', 'inProgress');