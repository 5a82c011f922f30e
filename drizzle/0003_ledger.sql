SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"balance_minutes" bigint NOT NULL,
	"held_minutes" bigint NOT NULL,
	"version" bigint NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_accounts_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "ledger_accounts_kind" CHECK ("ledger_accounts"."kind" in ('savings', 'commons', 'issuance', 'retirement', 'clearing', 'opening', 'adjustment')),
	CONSTRAINT "ledger_accounts_no_overdraft" CHECK ("ledger_accounts"."kind" not in ('savings', 'commons') or "ledger_accounts"."balance_minutes" >= 0),
	CONSTRAINT "ledger_accounts_held_covered" CHECK ("ledger_accounts"."held_minutes" >= 0 and ("ledger_accounts"."held_minutes" = 0 or ("ledger_accounts"."kind" in ('savings', 'commons') and "ledger_accounts"."held_minutes" <= "ledger_accounts"."balance_minutes")))
);
--> statement-breakpoint
CREATE TABLE "ledger_books" (
	"community_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"community_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"account_version" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"change_minutes" bigint NOT NULL,
	"balance_after_minutes" bigint NOT NULL,
	CONSTRAINT "ledger_entries_once" PRIMARY KEY("community_id","account_id","account_version")
);
--> statement-breakpoint
CREATE TABLE "ledger_holds" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"amount_minutes" bigint NOT NULL,
	"state" text NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" uuid NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"settled_minutes" bigint,
	"journal_id" uuid,
	"command_id" uuid NOT NULL,
	CONSTRAINT "ledger_holds_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "ledger_holds_amount" CHECK ("ledger_holds"."amount_minutes" > 0),
	CONSTRAINT "ledger_holds_resolved_once" CHECK (("ledger_holds"."state" = 'placed') = ("ledger_holds"."resolved_at" is null) and ("ledger_holds"."state" = 'settled') = ("ledger_holds"."journal_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "ledger_proposals" (
	"community_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by_id" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"journal_id" uuid,
	CONSTRAINT "ledger_proposals_once" PRIMARY KEY("community_id","id"),
	CONSTRAINT "ledger_proposals_two_people" CHECK ("ledger_proposals"."decided_by_id" is null or "ledger_proposals"."decided_by_id" <> "ledger_proposals"."proposed_by_id" or "ledger_proposals"."state" = 'declined')
);
--> statement-breakpoint
CREATE TABLE "ledger_transfers" (
	"community_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"journal_id" uuid NOT NULL,
	"debit_account_id" uuid NOT NULL,
	"credit_account_id" uuid NOT NULL,
	"amount_minutes" bigint NOT NULL,
	"reason" text NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" uuid NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"command_id" uuid NOT NULL,
	"actor_id" uuid,
	"reverses_sequence" bigint,
	CONSTRAINT "ledger_transfers_once" PRIMARY KEY("community_id","sequence"),
	CONSTRAINT "ledger_transfers_amount" CHECK ("ledger_transfers"."amount_minutes" > 0 and "ledger_transfers"."amount_minutes" <= 1000000000),
	CONSTRAINT "ledger_transfers_two_accounts" CHECK ("ledger_transfers"."debit_account_id" <> "ledger_transfers"."credit_account_id"),
	CONSTRAINT "ledger_transfers_reversal" CHECK (("ledger_transfers"."reason" = 'reversal') = ("ledger_transfers"."reverses_sequence" is not null))
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_community_id_ledger_books_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."ledger_books"("community_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_holds" ADD CONSTRAINT "ledger_holds_account" FOREIGN KEY ("community_id","account_id") REFERENCES "public"."ledger_accounts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transfers" ADD CONSTRAINT "ledger_transfers_debit_account" FOREIGN KEY ("community_id","debit_account_id") REFERENCES "public"."ledger_accounts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transfers" ADD CONSTRAINT "ledger_transfers_credit_account" FOREIGN KEY ("community_id","credit_account_id") REFERENCES "public"."ledger_accounts"("community_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_accounts_one_owner" ON "ledger_accounts" USING btree ("community_id","kind","owner_id");--> statement-breakpoint
CREATE INDEX "ledger_accounts_by_owner" ON "ledger_accounts" USING btree ("owner_id") WHERE "ledger_accounts"."kind" = 'savings';--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_holds_one_source" ON "ledger_holds" USING btree ("community_id","source_id") WHERE "ledger_holds"."state" = 'placed';--> statement-breakpoint
CREATE INDEX "ledger_holds_due" ON "ledger_holds" USING btree ("expires_at") WHERE "ledger_holds"."state" = 'placed';--> statement-breakpoint
CREATE INDEX "ledger_holds_by_account" ON "ledger_holds" USING btree ("community_id","account_id");--> statement-breakpoint
CREATE INDEX "ledger_transfers_by_journal" ON "ledger_transfers" USING btree ("journal_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_transfers_one_source" ON "ledger_transfers" USING btree ("community_id","source_id","reason") WHERE "ledger_transfers"."reason" in ('accrual', 'overflow', 'redemption', 'opening');--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_transfers_reversed_once" ON "ledger_transfers" USING btree ("community_id","reverses_sequence") WHERE "ledger_transfers"."reverses_sequence" is not null;