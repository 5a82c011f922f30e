-- Who will come to a shift and who waits, and who was there.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "check_ins" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"shift_id" uuid,
	"person_id" uuid NOT NULL,
	"checked_in_at" timestamp (3) with time zone NOT NULL,
	"checked_in_how" text NOT NULL,
	"checked_in_by_id" uuid NOT NULL,
	"checked_out_at" timestamp (3) with time zone,
	"checked_out_how" text,
	"checked_out_by_id" uuid,
	"record_community_id" uuid,
	"record_id" uuid,
	"refusal_code" text,
	CONSTRAINT "check_ins_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "check_ins_once_a_shift" UNIQUE("community_id","shift_id","person_id"),
	CONSTRAINT "check_ins_how" CHECK ("check_ins"."checked_in_how" in ('code', 'digits', 'coordinator') and "check_ins"."checked_out_how" in ('code', 'digits', 'coordinator', 'forgotten')),
	CONSTRAINT "check_ins_out_after_in" CHECK (("check_ins"."checked_out_at" is null) = ("check_ins"."checked_out_how" is null) and "check_ins"."checked_out_at" >= "check_ins"."checked_in_at"),
	CONSTRAINT "check_ins_filed_when_over" CHECK ("check_ins"."record_id" is null or "check_ins"."checked_out_at" is not null),
	CONSTRAINT "check_ins_marked_by_another" CHECK ("check_ins"."checked_in_how" <> 'coordinator' or "check_ins"."checked_in_by_id" <> "check_ins"."person_id")
);
--> statement-breakpoint
CREATE TABLE "sign_ups" (
	"community_id" uuid NOT NULL,
	"shift_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text NOT NULL,
	"signed_up_at" timestamp (3) with time zone NOT NULL,
	"signed_up_by_id" uuid NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_ups_once" PRIMARY KEY("community_id","shift_id","person_id"),
	CONSTRAINT "sign_ups_state" CHECK ("sign_ups"."state" in ('signedUp', 'waiting', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "first_reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "second_reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_shift" FOREIGN KEY ("community_id","shift_id") REFERENCES "public"."shifts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ups" ADD CONSTRAINT "sign_ups_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ups" ADD CONSTRAINT "sign_ups_shift" FOREIGN KEY ("community_id","shift_id") REFERENCES "public"."shifts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "check_ins_by_person" ON "check_ins" USING btree ("person_id","checked_in_at");--> statement-breakpoint
CREATE INDEX "check_ins_open" ON "check_ins" USING btree ("person_id") WHERE "check_ins"."checked_out_at" is null;--> statement-breakpoint
CREATE INDEX "check_ins_without_shift" ON "check_ins" USING btree ("community_id","checked_in_at") WHERE "check_ins"."shift_id" is null and "check_ins"."record_id" is null;--> statement-breakpoint
CREATE INDEX "sign_ups_by_person" ON "sign_ups" USING btree ("person_id","starts_at");--> statement-breakpoint
CREATE INDEX "shifts_open" ON "shifts" USING btree ("starts_at") WHERE "shifts"."closed_at" is null and "shifts"."cancelled_at" is null;