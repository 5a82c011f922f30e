-- What two foreign keys said of every transfer, said once a statement: a quarter of their price. It holds
-- because accounts stay: no role deletes one or gives it another name.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "ledger_transfers" DROP CONSTRAINT "ledger_transfers_debit_account";--> statement-breakpoint
ALTER TABLE "ledger_transfers" DROP CONSTRAINT "ledger_transfers_credit_account";--> statement-breakpoint
CREATE FUNCTION refuse_unknown_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- offset 0 keeps each a look-up by the primary key, whatever the statistics say
  IF EXISTS (
    SELECT FROM added t
     WHERE NOT EXISTS (SELECT FROM public.ledger_accounts a
                        WHERE a.community_id = t.community_id AND a.id = t.debit_account_id OFFSET 0)
        OR NOT EXISTS (SELECT FROM public.ledger_accounts a
                        WHERE a.community_id = t.community_id AND a.id = t.credit_account_id OFFSET 0)
  ) THEN
    RAISE EXCEPTION 'a transfer names an account that is not in its books'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_transfers_accounts',
            TABLE = 'ledger_transfers';
  END IF;
  RETURN NULL;
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_unknown_accounts() FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER ledger_transfers_accounts AFTER INSERT ON ledger_transfers
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unknown_accounts();--> statement-breakpoint
ALTER TABLE ledger_transfers ENABLE ALWAYS TRIGGER ledger_transfers_accounts;--> statement-breakpoint
CREATE FUNCTION refuse_lost_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on ledger_accounts is refused: an account stays, under its name', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION refuse_lost_account() FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER ledger_accounts_stay BEFORE DELETE OR UPDATE OF community_id, id, kind, owner_id ON ledger_accounts
  FOR EACH ROW EXECUTE FUNCTION refuse_lost_account();--> statement-breakpoint
CREATE TRIGGER ledger_accounts_no_truncate BEFORE TRUNCATE ON ledger_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_lost_account();--> statement-breakpoint
ALTER TABLE ledger_accounts ENABLE ALWAYS TRIGGER ledger_accounts_stay;--> statement-breakpoint
ALTER TABLE ledger_accounts ENABLE ALWAYS TRIGGER ledger_accounts_no_truncate;
