-- Care: separate consents, sealed notes, and who opened them (ADR 0014).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "care_consents" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"item" text NOT NULL,
	"given_by" text NOT NULL,
	"form" text NOT NULL,
	"given_on" date NOT NULL,
	"expires_on" date NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"details_sealed" text,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "care_consents_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "care_consents_of_item" UNIQUE("community_id","id","person_id","item"),
	CONSTRAINT "care_consents_item" CHECK ("care_consents"."item" in ('need', 'income', 'health', 'employability', 'housing', 'schooling', 'pairing')),
	CONSTRAINT "care_consents_given_by" CHECK ("care_consents"."given_by" in ('self', 'guardian', 'nextOfKin')),
	CONSTRAINT "care_consents_form" CHECK ("care_consents"."form" in ('signedPaper', 'witnessed')),
	CONSTRAINT "care_consents_in_order" CHECK ("care_consents"."expires_on" >= "care_consents"."given_on")
);
--> statement-breakpoint
CREATE TABLE "care_notes" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"item" text NOT NULL,
	"consent_id" uuid NOT NULL,
	"body_sealed" text,
	"recorded_by_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by_id" uuid,
	"wiped_at" timestamp (3) with time zone,
	CONSTRAINT "care_notes_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "care_notes_item" CHECK ("care_notes"."item" in ('need', 'income', 'health', 'employability', 'housing', 'schooling')),
	CONSTRAINT "care_notes_wiped" CHECK (("care_notes"."body_sealed" is null) = ("care_notes"."wiped_at" is not null)),
	CONSTRAINT "care_notes_ended" CHECK ("care_notes"."wiped_at" is null or "care_notes"."ended_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "care_openings" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"opened_by_id" uuid NOT NULL,
	"reason_kind" text NOT NULL,
	"reason_sealed" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "care_openings_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "care_openings_reason_kind" CHECK ("care_openings"."reason_kind" in ('help', 'review', 'pairing', 'aid', 'correction', 'complaint', 'ownRequest'))
);
--> statement-breakpoint
CREATE TABLE "opened_items" (
	"community_id" uuid NOT NULL,
	"opening_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"item" text NOT NULL,
	"note_id" uuid,
	CONSTRAINT "opened_items_once" PRIMARY KEY("community_id","opening_id","person_id","item")
);
--> statement-breakpoint
ALTER TABLE "care_consents" ADD CONSTRAINT "care_consents_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_notes" ADD CONSTRAINT "care_notes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_notes" ADD CONSTRAINT "care_notes_consent" FOREIGN KEY ("community_id","consent_id","person_id","item") REFERENCES "public"."care_consents"("community_id","id","person_id","item") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_openings" ADD CONSTRAINT "care_openings_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opened_items" ADD CONSTRAINT "opened_items_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opened_items" ADD CONSTRAINT "opened_items_opening" FOREIGN KEY ("community_id","opening_id") REFERENCES "public"."care_openings"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "care_consents_by_person" ON "care_consents" USING btree ("person_id","item");--> statement-breakpoint
CREATE UNIQUE INDEX "care_notes_one_open" ON "care_notes" USING btree ("community_id","person_id","item") WHERE "care_notes"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "care_notes_kept" ON "care_notes" USING btree ("community_id","item") WHERE "care_notes"."wiped_at" is null;--> statement-breakpoint
CREATE INDEX "care_notes_by_person" ON "care_notes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "opened_items_by_person" ON "opened_items" USING btree ("person_id");--> statement-breakpoint
-- What was written stays as it was written: it is ended once, and its content only goes. Texts change
-- in a transaction that erases a person, and nowhere else (ADR 0011, ADR 0014).
CREATE FUNCTION refuse_rewriting_care() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending CONSTANT text[] := ARRAY['body_sealed', 'ended_at', 'ended_by_id', 'wiped_at'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - ending = to_jsonb(OLD) - ending
       AND (OLD.ended_at IS NULL OR NEW.ended_at = OLD.ended_at)
       AND (OLD.wiped_at IS NULL OR NEW.wiped_at = OLD.wiped_at)
       AND (NEW.body_sealed IS NULL OR NEW.body_sealed = OLD.body_sealed
            OR (OLD.body_sealed IS NOT NULL AND public.is_erasing())) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on % is refused: a care note is ended or wiped, never rewritten', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_rewriting_care() FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER care_notes_kept BEFORE UPDATE OR DELETE ON care_notes
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_care();--> statement-breakpoint
ALTER TABLE care_notes ENABLE ALWAYS TRIGGER care_notes_kept;--> statement-breakpoint
CREATE TRIGGER care_consents_kept AFTER DELETE OR UPDATE OF details_sealed ON care_consents
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE care_consents ENABLE ALWAYS TRIGGER care_consents_kept;--> statement-breakpoint
CREATE TRIGGER care_openings_kept AFTER UPDATE OR DELETE ON care_openings
  FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE care_openings ENABLE ALWAYS TRIGGER care_openings_kept;--> statement-breakpoint
CREATE TRIGGER opened_items_append_only BEFORE UPDATE OR DELETE ON opened_items
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE opened_items ENABLE ALWAYS TRIGGER opened_items_append_only;--> statement-breakpoint
CREATE TRIGGER care_openings_no_truncate BEFORE TRUNCATE ON care_openings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE care_openings ENABLE ALWAYS TRIGGER care_openings_no_truncate;--> statement-breakpoint
CREATE TRIGGER opened_items_no_truncate BEFORE TRUNCATE ON opened_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE opened_items ENABLE ALWAYS TRIGGER opened_items_no_truncate;
