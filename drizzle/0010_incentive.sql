SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "introductions" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"introducer_id" uuid NOT NULL,
	"stated_on" date NOT NULL,
	"stated_at" timestamp (3) with time zone NOT NULL,
	"declined_at" timestamp (3) with time zone,
	CONSTRAINT "introductions_not_self" CHECK ("introductions"."person_id" <> "introductions"."introducer_id")
);
--> statement-breakpoint
CREATE TABLE "standings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"node_id" uuid NOT NULL,
	"period" text NOT NULL,
	"formula_version" integer NOT NULL,
	"cut_off_at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL,
	"body_hash" text NOT NULL,
	"computed_by_id" uuid NOT NULL,
	"computed_at" timestamp (3) with time zone NOT NULL,
	"published_by_id" uuid,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "standings_two_people" CHECK ("standings"."published_by_id" <> "standings"."computed_by_id")
);
--> statement-breakpoint
ALTER TABLE "introductions" ADD CONSTRAINT "introductions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introductions" ADD CONSTRAINT "introductions_introducer_id_persons_id_fk" FOREIGN KEY ("introducer_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "introductions_by_introducer" ON "introductions" USING btree ("introducer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "standings_one_per_period" ON "standings" USING btree ("code","node_id","period") WHERE "standings"."published_at" is not null;--> statement-breakpoint
CREATE INDEX "standings_by_node" ON "standings" USING btree ("node_id","period");