-- Nothing that was posted changes: for every role, the owner's own session included, and even with
-- session_replication_role = replica (ENABLE ALWAYS).
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_transfers', 'ledger_entries', 'audit_events'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_no_truncate', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_append_only');
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_no_truncate');
  END LOOP;
END
$$;--> statement-breakpoint
-- Room for updates in place: these rows change with every batch.
ALTER TABLE ledger_books SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE ledger_accounts SET (fillfactor = 70);
