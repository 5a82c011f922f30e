-- Rosters: duties, who has them on which day (AB角), how that came about, and leave.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "duties" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"opens" text NOT NULL,
	"closes" text NOT NULL,
	"workdays_only" boolean NOT NULL,
	"created_by_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "duties_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "duties_time" CHECK ("duties"."closes" > "duties"."opens")
);
--> statement-breakpoint
CREATE TABLE "leaves" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"reason" text NOT NULL,
	"recorded_by_id" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "leaves_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "leaves_time" CHECK ("leaves"."until_on" >= "leaves"."from_on")
);
--> statement-breakpoint
CREATE TABLE "roster_changes" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"duty_id" uuid NOT NULL,
	"duty_on" date NOT NULL,
	"kind" text NOT NULL,
	"a_id" uuid,
	"b_id" uuid,
	"changed_by_id" uuid,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "roster_changes_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "roster_changes_kind" CHECK ("roster_changes"."kind" in ('set', 'generated', 'swapped'))
);
--> statement-breakpoint
CREATE TABLE "roster_days" (
	"community_id" uuid NOT NULL,
	"duty_id" uuid NOT NULL,
	"duty_on" date NOT NULL,
	"a_id" uuid,
	"b_id" uuid,
	CONSTRAINT "roster_days_once" PRIMARY KEY("community_id","duty_id","duty_on"),
	CONSTRAINT "roster_days_two_people" CHECK ("roster_days"."a_id" <> "roster_days"."b_id"),
	CONSTRAINT "roster_days_b_after_a" CHECK ("roster_days"."b_id" is null or "roster_days"."a_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "leaves" ADD CONSTRAINT "leaves_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster_days" ADD CONSTRAINT "roster_days_a_id_persons_id_fk" FOREIGN KEY ("a_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster_days" ADD CONSTRAINT "roster_days_b_id_persons_id_fk" FOREIGN KEY ("b_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster_days" ADD CONSTRAINT "roster_days_duty" FOREIGN KEY ("community_id","duty_id") REFERENCES "public"."duties"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "duties_one_code" ON "duties" USING btree ("community_id","code") WHERE "duties"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "leaves_by_person" ON "leaves" USING btree ("community_id","person_id","until_on");--> statement-breakpoint
CREATE INDEX "roster_changes_by_day" ON "roster_changes" USING btree ("community_id","duty_id","duty_on");--> statement-breakpoint
CREATE INDEX "roster_days_by_a" ON "roster_days" USING btree ("a_id","duty_on");--> statement-breakpoint
CREATE INDEX "roster_days_by_b" ON "roster_days" USING btree ("b_id","duty_on");