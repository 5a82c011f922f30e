-- Plans of activities, their shifts, and the school holidays on which they hang.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "activity_plans" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"place" text NOT NULL,
	"offering_id" uuid NOT NULL,
	"content" text NOT NULL,
	"outcome" text NOT NULL,
	"recipient_kind" text NOT NULL,
	"recipient_headcount" integer,
	"recipient_description" text NOT NULL,
	"organiser" text NOT NULL,
	"person_in_charge" text NOT NULL,
	"capacity" integer NOT NULL,
	"community_building" boolean NOT NULL,
	"rule" text,
	"dates" text[] NOT NULL,
	"days" text NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date,
	"duration_minutes" bigint NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revised_at" timestamp (3) with time zone,
	"stopped_at" timestamp (3) with time zone,
	"laid_out_until_on" date,
	CONSTRAINT "activity_plans_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "activity_plans_rule" CHECK ("activity_plans"."rule" is not null or cardinality("activity_plans"."dates") > 0),
	CONSTRAINT "activity_plans_days" CHECK ("activity_plans"."days" in ('every', 'workdays', 'schoolDays', 'schoolHolidays')),
	CONSTRAINT "activity_plans_duration" CHECK ("activity_plans"."duration_minutes" > 0 and "activity_plans"."duration_minutes" <= 1440),
	CONSTRAINT "activity_plans_capacity" CHECK ("activity_plans"."capacity" between 1 and 500),
	CONSTRAINT "activity_plans_served" CHECK (("activity_plans"."recipient_kind" = 'group' and "activity_plans"."recipient_headcount" > 0) or ("activity_plans"."recipient_kind" = 'place' and "activity_plans"."recipient_headcount" is null))
);
--> statement-breakpoint
CREATE TABLE "school_holidays" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"entered_by_id" uuid NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"removed_by_id" uuid,
	CONSTRAINT "school_holidays_time" CHECK ("school_holidays"."ends_on" >= "school_holidays"."starts_on")
);
--> statement-breakpoint
CREATE TABLE "shifts" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"name" text NOT NULL,
	"place" text NOT NULL,
	"offering_id" uuid NOT NULL,
	"content" text NOT NULL,
	"outcome" text NOT NULL,
	"recipient_kind" text NOT NULL,
	"recipient_headcount" integer,
	"recipient_description" text NOT NULL,
	"organiser" text NOT NULL,
	"person_in_charge" text NOT NULL,
	"capacity" integer NOT NULL,
	"community_building" boolean NOT NULL,
	"occurs_at" timestamp (3) with time zone NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"moved_at" timestamp (3) with time zone,
	"moved_reason" text,
	"cancelled_at" timestamp (3) with time zone,
	"cancelled_reason" text,
	CONSTRAINT "shifts_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "shifts_once_a_time" UNIQUE("community_id","plan_id","occurs_at"),
	CONSTRAINT "shifts_time" CHECK ("shifts"."ends_at" > "shifts"."starts_at"),
	CONSTRAINT "shifts_capacity" CHECK ("shifts"."capacity" between 1 and 500),
	CONSTRAINT "shifts_moved" CHECK ("shifts"."moved_at" is null or "shifts"."moved_reason" is not null),
	CONSTRAINT "shifts_cancelled" CHECK ("shifts"."cancelled_at" is null or "shifts"."cancelled_reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "activity_plans" ADD CONSTRAINT "activity_plans_offering_id_offerings_id_fk" FOREIGN KEY ("offering_id") REFERENCES "public"."offerings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "activity_plans" ADD CONSTRAINT "activity_plans_created_by_id_persons_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "school_holidays" ADD CONSTRAINT "school_holidays_entered_by_id_persons_id_fk" FOREIGN KEY ("entered_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_offering_id_offerings_id_fk" FOREIGN KEY ("offering_id") REFERENCES "public"."offerings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_plan" FOREIGN KEY ("community_id","plan_id") REFERENCES "public"."activity_plans"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activity_plans_to_lay_out" ON "activity_plans" USING btree ("laid_out_until_on") WHERE "activity_plans"."stopped_at" is null;--> statement-breakpoint
CREATE INDEX "shifts_by_time" ON "shifts" USING btree ("community_id","starts_at");