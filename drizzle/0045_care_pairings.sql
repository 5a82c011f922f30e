-- Care: pairings, what was done for households, and fixes with their money in the open (ADR 0014).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "fix_entries" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"fix_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"amount_yuan" integer NOT NULL,
	"words" text,
	"entered_on" date NOT NULL,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "fix_entries_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "fix_entries_amount" CHECK ("fix_entries"."amount_yuan" between 1 and 10000000),
	CONSTRAINT "fix_entries_kind" CHECK ("fix_entries"."kind" = 'given' or ("fix_entries"."kind" = 'spent' and "fix_entries"."words" is not null))
);
--> statement-breakpoint
CREATE TABLE "fixes" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"home_visit_id" uuid,
	"title" text NOT NULL,
	"place" text NOT NULL,
	"before_text" text NOT NULL,
	"after_text" text,
	"state" text NOT NULL,
	"found_on" date NOT NULL,
	"given_yuan" integer DEFAULT 0 NOT NULL,
	"spent_yuan" integer DEFAULT 0 NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fixes_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "fixes_state" CHECK ("fixes"."state" in ('found', 'raising', 'fixing', 'fixed')),
	CONSTRAINT "fixes_after" CHECK (("fixes"."state" = 'fixed') = ("fixes"."after_text" is not null)),
	CONSTRAINT "fixes_spent" CHECK ("fixes"."spent_yuan" between 0 and "fixes"."given_yuan")
);
--> statement-breakpoint
CREATE TABLE "monthly_remarks" (
	"community_id" uuid NOT NULL,
	"helper_id" uuid NOT NULL,
	"month" text NOT NULL,
	"remark_sealed" text NOT NULL,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "monthly_remarks_once" PRIMARY KEY("community_id","helper_id","month"),
	CONSTRAINT "monthly_remarks_month" CHECK ("monthly_remarks"."month" ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
	CONSTRAINT "monthly_remarks_not_by_oneself" CHECK ("monthly_remarks"."recorded_by_id" <> "monthly_remarks"."helper_id")
);
--> statement-breakpoint
CREATE TABLE "pairing_acts" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"household_id" uuid NOT NULL,
	"pairing_id" uuid,
	"kind" text NOT NULL,
	"detail" text,
	"done_by_id" uuid NOT NULL,
	"acted_on" date NOT NULL,
	"next_on" date,
	"quantity" integer,
	"body_sealed" text NOT NULL,
	"finished_on" date,
	"outcome_sealed" text,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pairing_acts_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "pairing_acts_detail" CHECK (case "pairing_acts"."kind"
            when 'homeVisit' then "pairing_acts"."detail" is null
            when 'inKind' then "pairing_acts"."detail" is null
            when 'deed' then coalesce("pairing_acts"."detail" in ('supportHousehold', 'careForElder', 'supportStudent', 'goodDeed', 'greeting', 'kindness'), false)
            when 'assistance' then coalesce("pairing_acts"."detail" in ('papers', 'employment', 'policies', 'warmth'), false)
            else false end),
	CONSTRAINT "pairing_acts_quantity" CHECK (case when "pairing_acts"."kind" = 'inKind' then coalesce("pairing_acts"."quantity" between 1 and 100000, false) else "pairing_acts"."quantity" is null end),
	CONSTRAINT "pairing_acts_next" CHECK ("pairing_acts"."next_on" is null or ("pairing_acts"."kind" = 'homeVisit' and "pairing_acts"."next_on" >= "pairing_acts"."acted_on")),
	CONSTRAINT "pairing_acts_finished" CHECK (("pairing_acts"."finished_on" is null) = ("pairing_acts"."outcome_sealed" is null) and ("pairing_acts"."finished_on" is null or ("pairing_acts"."kind" = 'assistance' and "pairing_acts"."finished_on" >= "pairing_acts"."acted_on")))
);
--> statement-breakpoint
CREATE TABLE "pairings" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"helper_id" uuid NOT NULL,
	"household_id" uuid NOT NULL,
	"slot" smallint NOT NULL,
	"since_on" date NOT NULL,
	"until_on" date,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_by_id" uuid,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "pairings_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "pairings_slot" CHECK ("pairings"."slot" between 1 and 50),
	CONSTRAINT "pairings_in_order" CHECK ("pairings"."until_on" >= "pairings"."since_on"),
	CONSTRAINT "pairings_ended" CHECK (("pairings"."until_on" is null) = ("pairings"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "fix_entries" ADD CONSTRAINT "fix_entries_fix" FOREIGN KEY ("community_id","fix_id") REFERENCES "public"."fixes"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fixes" ADD CONSTRAINT "fixes_home_visit" FOREIGN KEY ("community_id","home_visit_id") REFERENCES "public"."pairing_acts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monthly_remarks" ADD CONSTRAINT "monthly_remarks_helper_id_persons_id_fk" FOREIGN KEY ("helper_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_acts" ADD CONSTRAINT "pairing_acts_household_id_households_id_fk" FOREIGN KEY ("household_id") REFERENCES "public"."households"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_acts" ADD CONSTRAINT "pairing_acts_done_by_id_persons_id_fk" FOREIGN KEY ("done_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_acts" ADD CONSTRAINT "pairing_acts_pairing" FOREIGN KEY ("community_id","pairing_id") REFERENCES "public"."pairings"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairings" ADD CONSTRAINT "pairings_helper_id_persons_id_fk" FOREIGN KEY ("helper_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairings" ADD CONSTRAINT "pairings_household_id_households_id_fk" FOREIGN KEY ("household_id") REFERENCES "public"."households"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fix_entries_by_fix" ON "fix_entries" USING btree ("community_id","fix_id");--> statement-breakpoint
CREATE INDEX "pairing_acts_by_day" ON "pairing_acts" USING btree ("community_id","acted_on");--> statement-breakpoint
CREATE INDEX "pairing_acts_by_household" ON "pairing_acts" USING btree ("community_id","household_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pairings_one_open" ON "pairings" USING btree ("community_id","helper_id","household_id") WHERE "pairings"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "pairings_one_a_slot" ON "pairings" USING btree ("community_id","helper_id","slot") WHERE "pairings"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "pairings_by_helper" ON "pairings" USING btree ("helper_id");--> statement-breakpoint
CREATE INDEX "pairings_by_household" ON "pairings" USING btree ("community_id","household_id");--> statement-breakpoint
-- What was said stays as it was said, and sums and public texts stay; words go when a person is erased.
CREATE TRIGGER pairing_acts_kept AFTER DELETE OR UPDATE OF body_sealed ON pairing_acts
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE pairing_acts ENABLE ALWAYS TRIGGER pairing_acts_kept;--> statement-breakpoint
CREATE TRIGGER fixes_kept AFTER DELETE OR UPDATE OF title, place, before_text ON fixes
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE fixes ENABLE ALWAYS TRIGGER fixes_kept;--> statement-breakpoint
CREATE TRIGGER fix_entries_kept AFTER DELETE OR UPDATE OF words, amount_yuan, kind, fix_id ON fix_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE fix_entries ENABLE ALWAYS TRIGGER fix_entries_kept;
