SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "group_sheets" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text NOT NULL,
	"served_on" date NOT NULL,
	"handed_in_by_id" uuid NOT NULL,
	"handed_in_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_sheets_once" PRIMARY KEY("community_id","id")
);
--> statement-breakpoint
CREATE TABLE "offerings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"domain" text NOT NULL,
	"counts" text NOT NULL,
	"redeemable" text NOT NULL,
	"multiplier_class" text DEFAULT 'general' NOT NULL,
	"risky" boolean DEFAULT false NOT NULL,
	"minimum_age" integer DEFAULT 14 NOT NULL,
	"skills" text[] DEFAULT '{}' NOT NULL,
	"promise_days" integer,
	"from_seed" boolean DEFAULT false NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "offerings_code" UNIQUE("code"),
	CONSTRAINT "offerings_domain" CHECK ("offerings"."domain" in ('convenience', 'benefit', 'safety')),
	CONSTRAINT "offerings_counts" CHECK ("offerings"."counts" in ('none', 'time', 'timeAndCredits')),
	CONSTRAINT "offerings_redeemable" CHECK ("offerings"."redeemable" in ('no', 'priority', 'scarce'))
);
--> statement-breakpoint
CREATE TABLE "service_records" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"offering_id" uuid NOT NULL,
	"served_at_id" uuid NOT NULL,
	"activity_name" text NOT NULL,
	"place" text NOT NULL,
	"content" text NOT NULL,
	"outcome" text NOT NULL,
	"recipient_kind" text NOT NULL,
	"recipient_person_id" uuid,
	"recipient_household_id" uuid,
	"recipient_headcount" integer,
	"recipient_description" text,
	"organiser" text NOT NULL,
	"person_in_charge" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"service_minutes" bigint NOT NULL,
	"measured_by" text NOT NULL,
	"planned_starts_at" timestamp (3) with time zone,
	"planned_ends_at" timestamp (3) with time zone,
	"checked_in_at" timestamp (3) with time zone,
	"checked_out_at" timestamp (3) with time zone,
	"recipient_confirmed_at" timestamp (3) with time zone,
	"group_sheet_id" uuid,
	"entered_by_id" uuid NOT NULL,
	"late_reason" text,
	"state" text NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"decided_by_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"credit_minutes" bigint,
	"journal_id" uuid,
	"visit_id" uuid,
	"hold_community_id" uuid,
	"hold_id" uuid,
	"charge_minutes" bigint,
	"replaces_id" uuid,
	"reversal_reason" text,
	"reversal_proposed_by_id" uuid,
	"reversal_proposed_at" timestamp (3) with time zone,
	"reversed_by_id" uuid,
	"reversed_at" timestamp (3) with time zone,
	"written_off_minutes" bigint,
	CONSTRAINT "service_records_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "service_records_state" CHECK ("service_records"."state" in ('draft', 'submitted', 'approved', 'rejected', 'withdrawn', 'reversed')),
	CONSTRAINT "service_records_time" CHECK ("service_records"."ends_at" > "service_records"."starts_at"),
	CONSTRAINT "service_records_minutes" CHECK ("service_records"."service_minutes" > 0 and "service_records"."service_minutes" <= 1440),
	CONSTRAINT "service_records_not_by_oneself" CHECK ("service_records"."state" not in ('approved', 'reversed') or ("service_records"."decided_by_id" is not null and "service_records"."decided_by_id" <> "service_records"."person_id")),
	CONSTRAINT "service_records_decided" CHECK ("service_records"."state" not in ('approved', 'rejected', 'reversed') or "service_records"."decided_at" is not null),
	CONSTRAINT "service_records_reversed" CHECK (("service_records"."state" = 'reversed') = ("service_records"."reversed_at" is not null) and ("service_records"."reversed_by_id" is null or "service_records"."reversed_by_id" <> "service_records"."person_id")),
	CONSTRAINT "service_records_write_off_by_two" CHECK (coalesce("service_records"."written_off_minutes", 0) = 0 or coalesce("service_records"."reversed_by_id" <> "service_records"."reversal_proposed_by_id", false))
);
--> statement-breakpoint
ALTER TABLE "group_sheets" ADD CONSTRAINT "group_sheets_handed_in_by_id_persons_id_fk" FOREIGN KEY ("handed_in_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_records" ADD CONSTRAINT "service_records_offering_id_offerings_id_fk" FOREIGN KEY ("offering_id") REFERENCES "public"."offerings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_records" ADD CONSTRAINT "service_records_served_at_id_nodes_id_fk" FOREIGN KEY ("served_at_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_records" ADD CONSTRAINT "service_records_person" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "service_records_by_person" ON "service_records" USING btree ("community_id","person_id","starts_at");--> statement-breakpoint
CREATE INDEX "service_records_inbox" ON "service_records" USING btree ("served_at_id","submitted_at") WHERE "service_records"."state" = 'submitted';--> statement-breakpoint
CREATE INDEX "service_records_by_visit" ON "service_records" USING btree ("visit_id") WHERE "service_records"."visit_id" is not null;--> statement-breakpoint
CREATE INDEX "service_records_to_confirm" ON "service_records" USING btree ("recipient_person_id","submitted_at") WHERE "service_records"."state" = 'submitted' and "service_records"."recipient_confirmed_at" is null;--> statement-breakpoint
CREATE INDEX "service_records_by_sheet" ON "service_records" USING btree ("group_sheet_id") WHERE "service_records"."group_sheet_id" is not null;