-- Personal information can go: words about people stand beside the acts that stay (ADR 0011).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "audit_reasons" (
	"community_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "audit_reasons_once" PRIMARY KEY("community_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "diary_notes" (
	"community_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "diary_notes_once" PRIMARY KEY("community_id","request_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"basis" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by_id" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"done_in" "xid8",
	CONSTRAINT "erasures_state" CHECK ("erasures"."state" in ('proposed', 'declined', 'done')),
	CONSTRAINT "erasures_two_people" CHECK ("erasures"."state" <> 'done' or ("erasures"."done_in" is not null and coalesce("erasures"."decided_by_id" <> "erasures"."proposed_by_id", false) and "erasures"."decided_by_id" <> "erasures"."person_id" and "erasures"."proposed_by_id" <> "erasures"."person_id"))
);
--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "audit_reasons" ADD CONSTRAINT "audit_reasons_event" FOREIGN KEY ("community_id","event_id") REFERENCES "public"."audit_events"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "diary_notes" ADD CONSTRAINT "diary_notes_entry" FOREIGN KEY ("community_id","request_id","entry_id") REFERENCES "public"."request_diary"("community_id","request_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_one_of_a_person" ON "erasures" USING btree ("person_id") WHERE "erasures"."state" <> 'declined';--> statement-breakpoint
CREATE INDEX "erasures_by_done_in" ON "erasures" USING btree ("done_in");--> statement-breakpoint
INSERT INTO "audit_reasons" SELECT community_id, id, reason FROM "audit_events" WHERE reason IS NOT NULL;--> statement-breakpoint
INSERT INTO "diary_notes" SELECT community_id, request_id, id, note FROM "request_diary" WHERE note IS NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_events" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "request_diary" DROP COLUMN "note";--> statement-breakpoint
-- What was written down stays as it is, for every role, but in the transaction that erases a person.
-- After the row and by column: whoever changes other columns does not pay for it.
CREATE FUNCTION is_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.erasures WHERE done_in = pg_current_xact_id_if_assigned())
$$;--> statement-breakpoint
CREATE FUNCTION refuse_but_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'TRUNCATE' AND public.is_erasing() THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% on % is refused: a text goes only when a person is erased', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_but_erasing() FROM PUBLIC;--> statement-breakpoint
DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN SELECT * FROM (VALUES
    ('audit_reasons', 'UPDATE OR DELETE'),
    ('diary_notes', 'UPDATE OR DELETE'),
    ('ended_cards', 'UPDATE OR DELETE'),
    ('relations', 'DELETE'),
    ('commands', 'UPDATE OR DELETE'),
    ('ledger_proposals', 'DELETE OR UPDATE OF reason'),
    ('group_sheets', 'DELETE OR UPDATE OF title'),
    ('activities', 'DELETE OR UPDATE OF name, place'),
    ('requests', 'DELETE OR UPDATE OF content, place'),
    ('visits', 'DELETE OR UPDATE OF passphrase, confirm_code'),
    ('service_records', 'DELETE OR UPDATE OF activity_name, place, content, outcome, recipient_description, organiser, person_in_charge'),
    ('imports', 'DELETE OR UPDATE OF file_name')
  ) AS k(name, acts) LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I FOR EACH ROW EXECUTE FUNCTION refuse_but_erasing()', kept.name || '_kept', kept.acts, kept.name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', kept.name, kept.name || '_kept');
  END LOOP;
END
$$;--> statement-breakpoint
CREATE TRIGGER audit_reasons_no_truncate BEFORE TRUNCATE ON audit_reasons
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE audit_reasons ENABLE ALWAYS TRIGGER audit_reasons_no_truncate;--> statement-breakpoint
CREATE TRIGGER diary_notes_no_truncate BEFORE TRUNCATE ON diary_notes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_but_erasing();--> statement-breakpoint
ALTER TABLE diary_notes ENABLE ALWAYS TRIGGER diary_notes_no_truncate;--> statement-breakpoint
-- A certificate: what was issued never changes, and a revocation is written once; but the name goes.
CREATE OR REPLACE FUNCTION refuse_reissue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  revocation CONSTANT text[] := ARRAY['revoked_at', 'revoked_by_id', 'revoked_reason'];
  named CONSTANT text[] := ARRAY['content', 'seal'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.revoked_at IS NULL AND to_jsonb(NEW) - revocation = to_jsonb(OLD) - revocation THEN
      RETURN NEW;
    END IF;
    IF public.is_erasing()
       AND to_jsonb(NEW) - revocation - named = to_jsonb(OLD) - revocation - named THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on % is refused: a certificate may only be revoked, and once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
-- Who was erased, and by whom, stays: a proposal is decided once, and what was done is not undone.
CREATE FUNCTION refuse_undoing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decision CONSTANT text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'done_in'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.state = 'proposed' AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision
       AND (NEW.done_in IS NULL OR NEW.done_in = pg_current_xact_id()) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on % is refused: an erasure is decided once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_undoing() FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER erasures_decided_once BEFORE UPDATE OR DELETE ON erasures
  FOR EACH ROW EXECUTE FUNCTION refuse_undoing();--> statement-breakpoint
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erasures_decided_once;--> statement-breakpoint
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_undoing();--> statement-breakpoint
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erasures_no_truncate;
