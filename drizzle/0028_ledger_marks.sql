CREATE TABLE "ledger_marks" (
	"community_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"account_version" bigint NOT NULL,
	"in_minutes" bigint NOT NULL,
	CONSTRAINT "ledger_marks_once" PRIMARY KEY("community_id","account_id","account_version")
);
