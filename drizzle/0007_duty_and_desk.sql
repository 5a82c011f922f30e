SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "activities" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"place" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"community_building" boolean NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "activities_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "activities_time" CHECK ("activities"."ends_at" > "activities"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "attendances" (
	"community_id" uuid NOT NULL,
	"activity_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"attended_minutes" bigint NOT NULL,
	"confirmed_by_id" uuid NOT NULL,
	"confirmed_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_reason" text,
	CONSTRAINT "attendances_once" PRIMARY KEY("community_id","activity_id","person_id"),
	CONSTRAINT "attendances_minutes" CHECK ("attendances"."attended_minutes" > 0 and "attendances"."attended_minutes" <= 1440),
	CONSTRAINT "attendances_not_by_oneself" CHECK ("attendances"."confirmed_by_id" <> "attendances"."person_id")
);
--> statement-breakpoint
CREATE TABLE "request_diary" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"act" text NOT NULL,
	"actor_id" uuid,
	"note" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_diary_once" PRIMARY KEY("community_id","request_id","id")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"requester_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"offering_id" uuid,
	"content" text NOT NULL,
	"place" text NOT NULL,
	"state" text NOT NULL,
	"registered_by_id" uuid NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"safety_now" boolean DEFAULT false NOT NULL,
	"in_need" boolean DEFAULT false NOT NULL,
	"needed_at" timestamp (3) with time zone,
	"savings_at" timestamp (3) with time zone,
	"wished_at" timestamp (3) with time zone,
	"promised_by" timestamp (3) with time zone,
	"promise_basis" text,
	"provisional" boolean DEFAULT false NOT NULL,
	"uses_savings" boolean DEFAULT false NOT NULL,
	"hold_community_id" uuid,
	"hold_id" uuid,
	"quoted_minutes" bigint,
	"agreed_more_minutes" bigint,
	"first_taker_id" uuid,
	"reply" text,
	"reply_kind" text,
	"answered_at" timestamp (3) with time zone,
	"rating" integer,
	"rated_at" timestamp (3) with time zone,
	"cancelled_reason" text,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "requests_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "requests_kind" CHECK ("requests"."kind" in ('consultation', 'appointment', 'help', 'report', 'complaint')),
	CONSTRAINT "requests_state" CHECK ("requests"."state" in ('registered', 'assigned', 'inProgress', 'answered', 'rated', 'cancelled')),
	CONSTRAINT "requests_answered_with_reply" CHECK ("requests"."state" not in ('answered', 'rated') or ("requests"."reply" is not null and "requests"."reply_kind" is not null and "requests"."answered_at" is not null)),
	CONSTRAINT "requests_rating" CHECK ("requests"."rating" is null or "requests"."rating" between 1 and 3),
	CONSTRAINT "requests_need_dated" CHECK (not "requests"."in_need" or "requests"."needed_at" is not null),
	CONSTRAINT "requests_promised" CHECK (("requests"."kind" in ('appointment', 'help')) = ("requests"."promised_by" is not null)),
	CONSTRAINT "requests_savings_held" CHECK (not "requests"."uses_savings" or ("requests"."savings_at" is not null and "requests"."hold_id" is not null and "requests"."quoted_minutes" > 0 and "requests"."agreed_more_minutes" >= 0))
);
--> statement-breakpoint
CREATE TABLE "visit_helpers" (
	"community_id" uuid NOT NULL,
	"visit_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"record_community_id" uuid,
	"record_id" uuid,
	CONSTRAINT "visit_helpers_once" PRIMARY KEY("community_id","visit_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "visits" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"state" text NOT NULL,
	"offering_id" uuid,
	"scheduled_at" timestamp (3) with time zone NOT NULL,
	"passphrase" text NOT NULL,
	"confirm_code" text NOT NULL,
	"taken_by_id" uuid NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"checked_in_at" timestamp (3) with time zone,
	"checked_out_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"outcome" text,
	"finished_by_id" uuid,
	"confirmed_how" text,
	"confirmed_at" timestamp (3) with time zone,
	"confirmed_by_id" uuid,
	"late" boolean DEFAULT false NOT NULL,
	"hold_community_id" uuid,
	"hold_id" uuid,
	"charge_minutes" bigint,
	"disputed_by_id" uuid,
	"disputed_at" timestamp (3) with time zone,
	"disputed_reason" text,
	"resolved_by_id" uuid,
	"resolved_at" timestamp (3) with time zone,
	"resolved_reason" text,
	CONSTRAINT "visits_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "visits_done_with_times" CHECK ("visits"."state" <> 'done' or ("visits"."started_at" is not null and "visits"."ended_at" > "visits"."started_at")),
	CONSTRAINT "visits_charge" CHECK ("visits"."charge_minutes" is null or "visits"."charge_minutes" >= 0),
	CONSTRAINT "visits_resolved_by_another" CHECK ("visits"."resolved_by_id" is null or ("visits"."resolved_by_id" <> "visits"."taken_by_id" and "visits"."resolved_by_id" is distinct from "visits"."finished_by_id" and "visits"."resolved_by_id" is distinct from "visits"."confirmed_by_id" and "visits"."resolved_by_id" is distinct from "visits"."disputed_by_id")),
	CONSTRAINT "visits_state" CHECK ("visits"."state" in ('taken', 'done', 'absent', 'noShow', 'cancelled', 'disputed'))
);
--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_activity" FOREIGN KEY ("community_id","activity_id") REFERENCES "public"."activities"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_diary" ADD CONSTRAINT "request_diary_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_requester_id_persons_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_recipient_id_persons_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_offering_id_offerings_id_fk" FOREIGN KEY ("offering_id") REFERENCES "public"."offerings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_helpers" ADD CONSTRAINT "visit_helpers_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_helpers" ADD CONSTRAINT "visit_helpers_visit" FOREIGN KEY ("community_id","visit_id") REFERENCES "public"."visits"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_offering_id_offerings_id_fk" FOREIGN KEY ("offering_id") REFERENCES "public"."offerings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activities_by_time" ON "activities" USING btree ("community_id","starts_at");--> statement-breakpoint
CREATE INDEX "attendances_by_person" ON "attendances" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "requests_open" ON "requests" USING btree ("community_id","promised_by","registered_at") WHERE "requests"."state" in ('registered', 'assigned', 'inProgress');--> statement-breakpoint
CREATE INDEX "requests_by_requester" ON "requests" USING btree ("community_id","requester_id","registered_at");--> statement-breakpoint
CREATE INDEX "visit_helpers_by_person" ON "visit_helpers" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "visits_by_request" ON "visits" USING btree ("community_id","request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "visits_one_open" ON "visits" USING btree ("community_id","request_id") WHERE "visits"."state" in ('taken', 'disputed');--> statement-breakpoint
CREATE INDEX "visits_unconfirmed" ON "visits" USING btree ("ended_at") WHERE "visits"."state" = 'done' and "visits"."confirmed_at" is null;