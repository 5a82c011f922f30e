-- Which ways notices go out by, each try of it, who is told by webhook, and who does not want a text.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "notice_attempts" (
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answer" text,
	CONSTRAINT "notice_attempts_once" PRIMARY KEY("delivery_id","number"),
	CONSTRAINT "notice_attempts_answer" CHECK (length("notice_attempts"."answer") <= 100)
);
--> statement-breakpoint
CREATE TABLE "notice_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "notice_deliveries_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notice_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"subscription_id" uuid,
	"urgent" boolean NOT NULL,
	"state" text NOT NULL,
	"tries" integer NOT NULL,
	"most_tries" integer NOT NULL,
	"try_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "notice_deliveries_once" UNIQUE NULLS NOT DISTINCT("notice_id","channel","subscription_id"),
	CONSTRAINT "notice_deliveries_state" CHECK ("notice_deliveries"."state" in ('waiting', 'sent', 'skipped', 'givenUp') and ("notice_deliveries"."state" = 'waiting') = ("notice_deliveries"."ended_at" is null)),
	CONSTRAINT "notice_deliveries_channel" CHECK (("notice_deliveries"."channel" = 'sms' and "notice_deliveries"."subscription_id" is null) or ("notice_deliveries"."channel" = 'webhook' and "notice_deliveries"."subscription_id" is not null)),
	CONSTRAINT "notice_deliveries_tries" CHECK ("notice_deliveries"."tries" >= 0 and "notice_deliveries"."most_tries" > 0)
);
--> statement-breakpoint
CREATE TABLE "muted_channels" (
	"recipient_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"muted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "muted_channels_once" PRIMARY KEY("recipient_id","channel"),
	CONSTRAINT "muted_channels_channel" CHECK ("muted_channels"."channel" = 'sms')
);
--> statement-breakpoint
CREATE TABLE "notice_subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"secret_sealed" text NOT NULL,
	"kinds" text[] NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "notice_subscriptions_url" CHECK (length("notice_subscriptions"."url") <= 500),
	CONSTRAINT "notice_subscriptions_kinds" CHECK (cardinality("notice_subscriptions"."kinds") between 1 and 50)
);
--> statement-breakpoint
DROP INDEX "notices_by_recipient";--> statement-breakpoint
DROP INDEX "notices_unread";--> statement-breakpoint
ALTER TABLE "notice_attempts" ADD CONSTRAINT "notice_attempts_delivery_id_notice_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."notice_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_subscription_id_notice_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."notice_subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_deliveries_due" ON "notice_deliveries" USING btree ("try_at") WHERE "notice_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "notice_deliveries_waiting" ON "notice_deliveries" USING btree ("recipient_id","sequence") WHERE "notice_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "notice_deliveries_given_up" ON "notice_deliveries" USING btree ("ended_at","id") WHERE "notice_deliveries"."state" = 'givenUp';--> statement-breakpoint
CREATE INDEX "notice_subscriptions_open" ON "notice_subscriptions" USING btree ("created_at") WHERE "notice_subscriptions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "notices_inbox" ON "notices" USING btree ("recipient_id",(case when "read_at" is null then 0 else 1 end),"not_before_at","sequence");
