-- Posts and teams: letters of report-in, insurance, training, posts with their claims, teams, promises;
-- and the service line of a place.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "post_claims" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"post_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text NOT NULL,
	"claimed_by_id" uuid NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"confirmed_by_id" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"ended_by_id" uuid,
	"ended_at" timestamp (3) with time zone,
	"ended_reason" text,
	CONSTRAINT "post_claims_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "post_claims_state" CHECK (("post_claims"."state" in ('waiting', 'onDuty') and "post_claims"."ended_at" is null) or ("post_claims"."state" in ('declined', 'released') and "post_claims"."ended_at" is not null)),
	CONSTRAINT "post_claims_not_by_oneself" CHECK ("post_claims"."confirmed_by_id" <> "post_claims"."person_id")
);
--> statement-breakpoint
CREATE TABLE "post_types" (
	"code" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"domain" text NOT NULL,
	"skills" text[] NOT NULL,
	"risky" boolean NOT NULL,
	"minimum_age" integer NOT NULL,
	"needs_insurance" boolean NOT NULL,
	"needs_training" boolean NOT NULL,
	"from_seed" boolean NOT NULL,
	CONSTRAINT "post_types_kind" CHECK ("post_types"."kind" in ('responsibility', 'example')),
	CONSTRAINT "post_types_domain" CHECK ("post_types"."domain" in ('convenience', 'benefit', 'safety')),
	CONSTRAINT "post_types_minimum_age" CHECK ("post_types"."minimum_age" between 0 and 99)
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type_code" text NOT NULL,
	"kind" text NOT NULL,
	"place" text NOT NULL,
	"station_id" uuid,
	"places" integer NOT NULL,
	"taken" integer NOT NULL,
	"opened_by_id" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "posts_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "posts_kind" CHECK ("posts"."kind" in ('responsibility', 'example')),
	CONSTRAINT "posts_places" CHECK ("posts"."places" between 1 and 500),
	CONSTRAINT "posts_full" CHECK ("posts"."taken" between 0 and "posts"."places")
);
--> statement-breakpoint
CREATE TABLE "insurances" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid,
	"team_id" uuid,
	"insurer" text NOT NULL,
	"policy_number" text NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "insurances_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "insurances_one_insured" CHECK (num_nonnulls("insurances"."person_id", "insurances"."team_id") = 1),
	CONSTRAINT "insurances_in_order" CHECK ("insurances"."until_on" >= "insurances"."from_on")
);
--> statement-breakpoint
CREATE TABLE "report_ins" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"work_unit" text NOT NULL,
	"letter_number" text NOT NULL,
	"letter_on" date NOT NULL,
	"received_by_id" uuid NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "report_ins_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "report_ins_one_letter" UNIQUE("community_id","person_id","letter_number"),
	CONSTRAINT "report_ins_not_by_oneself" CHECK ("report_ins"."received_by_id" <> "report_ins"."person_id")
);
--> statement-breakpoint
CREATE TABLE "risk_acceptances" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"type_code" text NOT NULL,
	"wording" text NOT NULL,
	"accepted_by_id" uuid NOT NULL,
	"accepted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "risk_acceptances_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "risk_acceptances_one" UNIQUE("community_id","person_id","type_code")
);
--> statement-breakpoint
CREATE TABLE "trainees" (
	"community_id" uuid NOT NULL,
	"training_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "trainees_once" PRIMARY KEY("community_id","training_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "trainings" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"content" text NOT NULL,
	"training_minutes" integer NOT NULL,
	"organiser" text NOT NULL,
	"held_on" date NOT NULL,
	"type_code" text,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "trainings_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "trainings_minutes" CHECK ("trainings"."training_minutes" between 1 and 1440)
);
--> statement-breakpoint
CREATE TABLE "promises" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"text" text NOT NULL,
	"due_on" date NOT NULL,
	"made_by_id" uuid NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"note" text,
	"judged_by_id" uuid,
	"judged_at" timestamp (3) with time zone,
	CONSTRAINT "promises_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "promises_outcome" CHECK ("promises"."outcome" in ('kept', 'notKept')),
	CONSTRAINT "promises_judged" CHECK (num_nonnulls("promises"."outcome", "promises"."judged_by_id", "promises"."judged_at") in (0, 3)),
	CONSTRAINT "promises_not_by_oneself" CHECK ("promises"."judged_by_id" <> "promises"."person_id")
);
--> statement-breakpoint
CREATE TABLE "team_members" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"leads" boolean NOT NULL,
	"since_on" date NOT NULL,
	"until_on" date,
	CONSTRAINT "team_members_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "team_members_in_order" CHECK ("team_members"."until_on" >= "team_members"."since_on")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"mark_580" boolean NOT NULL,
	"founded_by_id" uuid NOT NULL,
	"founded_at" timestamp (3) with time zone NOT NULL,
	"dissolved_at" timestamp (3) with time zone,
	CONSTRAINT "teams_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "teams_kind" CHECK ("teams"."kind" in ('legalAdvice', 'counselling', 'culture', 'employmentGuidance', 'sanitation', 'employmentHelp', 'volunteers580', 'patrol', 'yangge', 'taiji', 'recreation'))
);
--> statement-breakpoint
ALTER TABLE "nodes" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "post_claims" ADD CONSTRAINT "post_claims_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_claims" ADD CONSTRAINT "post_claims_post" FOREIGN KEY ("community_id","post_id") REFERENCES "public"."posts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_type_code_post_types_code_fk" FOREIGN KEY ("type_code") REFERENCES "public"."post_types"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_station_id_nodes_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "insurances" ADD CONSTRAINT "insurances_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "insurances" ADD CONSTRAINT "insurances_team" FOREIGN KEY ("community_id","team_id") REFERENCES "public"."teams"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_ins" ADD CONSTRAINT "report_ins_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_acceptances" ADD CONSTRAINT "risk_acceptances_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_acceptances" ADD CONSTRAINT "risk_acceptances_type_code_post_types_code_fk" FOREIGN KEY ("type_code") REFERENCES "public"."post_types"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trainees" ADD CONSTRAINT "trainees_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trainees" ADD CONSTRAINT "trainees_training" FOREIGN KEY ("community_id","training_id") REFERENCES "public"."trainings"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trainings" ADD CONSTRAINT "trainings_type_code_post_types_code_fk" FOREIGN KEY ("type_code") REFERENCES "public"."post_types"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promises" ADD CONSTRAINT "promises_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team" FOREIGN KEY ("community_id","team_id") REFERENCES "public"."teams"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "post_claims_one_open" ON "post_claims" USING btree ("community_id","post_id","person_id") WHERE "post_claims"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "post_claims_by_post" ON "post_claims" USING btree ("community_id","post_id");--> statement-breakpoint
CREATE INDEX "post_claims_by_person" ON "post_claims" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "post_claims_waiting" ON "post_claims" USING btree ("community_id") WHERE "post_claims"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "insurances_by_person" ON "insurances" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "insurances_by_team" ON "insurances" USING btree ("community_id","team_id");--> statement-breakpoint
CREATE INDEX "report_ins_by_person" ON "report_ins" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "trainees_by_person" ON "trainees" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "promises_open" ON "promises" USING btree ("community_id","due_on") WHERE "promises"."judged_at" is null;--> statement-breakpoint
CREATE INDEX "promises_due" ON "promises" USING btree ("due_on") WHERE "promises"."judged_at" is null;--> statement-breakpoint
CREATE INDEX "promises_by_person" ON "promises" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "team_members_one_open" ON "team_members" USING btree ("community_id","team_id","person_id") WHERE "team_members"."until_on" is null;--> statement-breakpoint
CREATE INDEX "team_members_by_team" ON "team_members" USING btree ("community_id","team_id");--> statement-breakpoint
CREATE INDEX "team_members_by_person" ON "team_members" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_one_name" ON "teams" USING btree ("community_id","name") WHERE "teams"."dissolved_at" is null;