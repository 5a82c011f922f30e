SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "commands" (
	"community_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"key" text NOT NULL,
	"id" uuid NOT NULL,
	"use_case" text NOT NULL,
	"request_hash" text NOT NULL,
	"outcome" json NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "commands_once" PRIMARY KEY("community_id","actor_id","key")
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"act" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"command_id" uuid,
	"subjects" jsonb NOT NULL,
	"reason" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_events_once" PRIMARY KEY("community_id","id")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"effective_from_on" date NOT NULL,
	"reason" text NOT NULL,
	"proposed_by_id" uuid,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"confirmed_by_id" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "policies_one_version" ON "policies" USING btree ("code","version");