-- 换班 between two people, and the addresses that calendars read without a session.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "calendar_feeds" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"community_id" uuid,
	"opened_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "swaps" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"duty_id" uuid NOT NULL,
	"duty_on" date NOT NULL,
	"asked_by_id" uuid NOT NULL,
	"asked_id" uuid NOT NULL,
	"in_return_on" date,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "swaps_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "swaps_state" CHECK ("swaps"."state" in ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')),
	CONSTRAINT "swaps_two_people" CHECK ("swaps"."asked_by_id" <> "swaps"."asked_id"),
	CONSTRAINT "swaps_decided" CHECK (("swaps"."state" = 'asked') = ("swaps"."decided_at" is null))
);
--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "swaps" ADD CONSTRAINT "swaps_asked_by_id_persons_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "swaps" ADD CONSTRAINT "swaps_asked_id_persons_id_fk" FOREIGN KEY ("asked_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "swaps" ADD CONSTRAINT "swaps_duty" FOREIGN KEY ("community_id","duty_id") REFERENCES "public"."duties"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feeds_one" ON "calendar_feeds" USING btree ("person_id",coalesce("community_id", '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE UNIQUE INDEX "swaps_asked_once" ON "swaps" USING btree ("community_id","duty_id","duty_on","asked_id") WHERE "swaps"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "swaps_by_asked" ON "swaps" USING btree ("asked_id","duty_on");--> statement-breakpoint
CREATE INDEX "swaps_by_asker" ON "swaps" USING btree ("asked_by_id","duty_on");--> statement-breakpoint
CREATE INDEX "leaves_by_own" ON "leaves" USING btree ("person_id","until_on");