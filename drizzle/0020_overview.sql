-- The overview: a rollup of what people did, and figures by community and period, all derived from the books.
CREATE TABLE "contribution_months" (
	"attendance_min_minutes" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"month" date NOT NULL,
	"community_id" uuid NOT NULL,
	"records" integer NOT NULL,
	"service_minutes" bigint NOT NULL,
	"days" integer NOT NULL,
	"days_before" integer NOT NULL,
	CONSTRAINT "contribution_months_once" PRIMARY KEY("attendance_min_minutes","person_id","month")
);
--> statement-breakpoint
CREATE TABLE "overview_figures" (
	"period" text NOT NULL,
	"community_id" uuid NOT NULL,
	"records" integer NOT NULL,
	"service_minutes" bigint NOT NULL,
	"people_serving" integer NOT NULL,
	"active_party" integer NOT NULL,
	"active_masses" integer NOT NULL,
	"brought_counted" integer NOT NULL,
	"party_reached" integer NOT NULL,
	"masses_traced" integer NOT NULL,
	CONSTRAINT "overview_figures_once" PRIMARY KEY("period","community_id")
);
--> statement-breakpoint
CREATE TABLE "overview_marks" (
	"community_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"outstanding_minutes" bigint NOT NULL,
	"open_requests" integer DEFAULT 0 NOT NULL,
	"late_requests" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "overview_months" (
	"month" date NOT NULL,
	"community_id" uuid NOT NULL,
	"earned_minutes" bigint DEFAULT 0 NOT NULL,
	"used_minutes" bigint DEFAULT 0 NOT NULL,
	"change_minutes" bigint DEFAULT 0 NOT NULL,
	"registered" integer DEFAULT 0 NOT NULL,
	"quick" integer DEFAULT 0 NOT NULL,
	"quick_answered" integer DEFAULT 0 NOT NULL,
	"promised" integer DEFAULT 0 NOT NULL,
	"promise_kept" integer DEFAULT 0 NOT NULL,
	"promise_waiting" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "overview_months_once" PRIMARY KEY("month","community_id")
);
--> statement-breakpoint
CREATE TABLE "overview_snapshots" (
	"id" integer PRIMARY KEY NOT NULL,
	"feed_id" uuid NOT NULL,
	"as_of_at" timestamp (3) with time zone,
	"refreshed_at" timestamp (3) with time zone,
	"stale_months" date[] DEFAULT '{}' NOT NULL,
	"attendance_mins" integer[] DEFAULT '{}' NOT NULL,
	"rolling_month" date,
	"claimed_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "contribution_months_by_month" ON "contribution_months" USING btree ("month");--> statement-breakpoint
CREATE INDEX "requests_by_registration" ON "requests" USING btree ("community_id","registered_at");