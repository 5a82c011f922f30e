SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "redemptions" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"payer_kind" text NOT NULL,
	"payer_id" uuid,
	"hold_community_id" uuid NOT NULL,
	"hold_id" uuid NOT NULL,
	"quoted_minutes" bigint NOT NULL,
	"agreed_more_minutes" bigint NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "redemptions_once" PRIMARY KEY("community_id","request_id","hold_id"),
	CONSTRAINT "redemptions_payer" CHECK (("redemptions"."payer_kind" = 'person' and "redemptions"."payer_id" is not null) or ("redemptions"."payer_kind" = 'commons' and "redemptions"."payer_id" is null))
);
--> statement-breakpoint
CREATE TABLE "standing_instructions" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	"applied_community_id" uuid NOT NULL,
	"applied_version" bigint NOT NULL,
	"applied_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "standing_instructions_kind" CHECK ("standing_instructions"."kind" in ('keep', 'giveHalf', 'giveAll'))
);
--> statement-breakpoint
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_payer_id_persons_id_fk" FOREIGN KEY ("payer_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_request" FOREIGN KEY ("community_id","request_id") REFERENCES "public"."requests"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standing_instructions" ADD CONSTRAINT "standing_instructions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "redemptions_by_payer" ON "redemptions" USING btree ("payer_id");