SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "proof_checkpoints" (
	"community_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"root" text NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "proof_checkpoints_once" PRIMARY KEY("community_id","size")
);
--> statement-breakpoint
CREATE TABLE "proof_deliveries" (
	"community_id" uuid NOT NULL,
	"place" text NOT NULL,
	"size" bigint NOT NULL,
	"delivered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "proof_deliveries_once" PRIMARY KEY("community_id","place")
);
--> statement-breakpoint
CREATE TABLE "proof_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"secret_sealed" text,
	"made_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "proof_keys_public" UNIQUE("public_key")
);
--> statement-breakpoint
CREATE TABLE "proof_tiles" (
	"community_id" uuid NOT NULL,
	"level" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "proof_tiles_once" PRIMARY KEY("community_id","level","index"),
	CONSTRAINT "proof_tiles_width" CHECK (octet_length("proof_tiles"."hashes") between 32 and 8192 and octet_length("proof_tiles"."hashes") % 32 = 0)
);
--> statement-breakpoint
CREATE TABLE "proof_trees" (
	"community_id" uuid PRIMARY KEY NOT NULL,
	"salt" text NOT NULL,
	"size" bigint NOT NULL,
	CONSTRAINT "proof_trees_size" CHECK ("proof_trees"."size" >= 0 and length("proof_trees"."salt") = 64)
);
--> statement-breakpoint
ALTER TABLE "proof_checkpoints" ADD CONSTRAINT "proof_checkpoints_community_id_proof_trees_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."proof_trees"("community_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_deliveries" ADD CONSTRAINT "proof_deliveries_community_id_proof_trees_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."proof_trees"("community_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_tiles" ADD CONSTRAINT "proof_tiles_community_id_proof_trees_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."proof_trees"("community_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_trees" ADD CONSTRAINT "proof_trees_community_id_ledger_books_community_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."ledger_books"("community_id") ON DELETE no action ON UPDATE no action;