SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "service_certificates" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" text NOT NULL,
	"person_id" uuid NOT NULL,
	"content" jsonb NOT NULL,
	"seal" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"issued_by_id" uuid NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by_id" uuid,
	"revoked_reason" text,
	CONSTRAINT "service_certificates_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "service_certificates_number" UNIQUE("community_id","number"),
	CONSTRAINT "service_certificates_not_by_oneself" CHECK ("service_certificates"."issued_by_id" <> "service_certificates"."person_id" and ("service_certificates"."revoked_by_id" is null or "service_certificates"."revoked_by_id" <> "service_certificates"."person_id")),
	CONSTRAINT "service_certificates_revoked" CHECK (("service_certificates"."revoked_at" is null) = ("service_certificates"."revoked_by_id" is null) and ("service_certificates"."revoked_at" is null) = ("service_certificates"."revoked_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "service_certificates" ADD CONSTRAINT "service_certificates_community_id_nodes_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_certificates" ADD CONSTRAINT "service_certificates_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "service_certificates_by_number" ON "service_certificates" USING btree ("number");--> statement-breakpoint
CREATE INDEX "service_certificates_by_person" ON "service_certificates" USING btree ("person_id","issued_at");--> statement-breakpoint
-- What was issued never changes, and a revocation is written once; for every role, as for the books.
CREATE FUNCTION refuse_reissue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  revocation CONSTANT text[] := ARRAY['revoked_at', 'revoked_by_id', 'revoked_reason'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.revoked_at IS NULL AND to_jsonb(NEW) - revocation = to_jsonb(OLD) - revocation THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on % is refused: a certificate may only be revoked, and once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_reissue() FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER service_certificates_revoked_once BEFORE UPDATE OR DELETE ON service_certificates
  FOR EACH ROW EXECUTE FUNCTION refuse_reissue();--> statement-breakpoint
ALTER TABLE service_certificates ENABLE ALWAYS TRIGGER service_certificates_revoked_once;--> statement-breakpoint
CREATE TRIGGER service_certificates_no_truncate BEFORE TRUNCATE ON service_certificates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_reissue();--> statement-breakpoint
ALTER TABLE service_certificates ENABLE ALWAYS TRIGGER service_certificates_no_truncate;
