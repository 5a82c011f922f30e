-- Imports: files that one person hands in and another approves, and their lines, sealed until they are written.
CREATE TABLE "import_chunks" (
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"row_count" integer NOT NULL,
	"rows_sealed" text,
	"verdicts_sealed" text,
	"done_at" timestamp (3) with time zone,
	"written_count" integer DEFAULT 0 NOT NULL,
	"left_count" integer DEFAULT 0 NOT NULL,
	"left_sealed" text,
	CONSTRAINT "import_chunks_once" PRIMARY KEY("import_id","number"),
	CONSTRAINT "import_chunks_wiped" CHECK ("import_chunks"."done_at" is null or ("import_chunks"."rows_sealed" is null and "import_chunks"."verdicts_sealed" is null))
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"file_name" text NOT NULL,
	"sha256" text NOT NULL,
	"headers" jsonb NOT NULL,
	"header_line" integer NOT NULL,
	"columns" jsonb NOT NULL,
	"notes" jsonb NOT NULL,
	"options" jsonb NOT NULL,
	"row_count" integer NOT NULL,
	"summary" jsonb,
	"uploaded_by_id" uuid NOT NULL,
	"uploaded_at" timestamp (3) with time zone NOT NULL,
	"handed_in_at" timestamp (3) with time zone,
	"decided_by_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "imports_state" CHECK ("imports"."state" in ('uploaded', 'handedIn', 'running', 'done', 'rejected')),
	CONSTRAINT "imports_kind" CHECK ("imports"."kind" in ('people', 'memberships', 'records', 'openings')),
	CONSTRAINT "imports_two_people" CHECK ("imports"."state" not in ('running', 'done') or coalesce("imports"."decided_by_id" <> "imports"."uploaded_by_id", false))
);
--> statement-breakpoint
ALTER TABLE "import_chunks" ADD CONSTRAINT "import_chunks_import" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_uploaded_by_id_persons_id_fk" FOREIGN KEY ("uploaded_by_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "imports_one_of_a_file" ON "imports" USING btree ("sha256","kind") WHERE "imports"."state" in ('handedIn', 'running', 'done');--> statement-breakpoint
CREATE INDEX "imports_running" ON "imports" USING btree ("decided_at") WHERE "imports"."state" = 'running';