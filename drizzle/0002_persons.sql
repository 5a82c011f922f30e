SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"wording" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "households" (
	"id" uuid PRIMARY KEY NOT NULL,
	"community_id" uuid NOT NULL,
	"address_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"community_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"since_on" date NOT NULL,
	"until_on" date,
	CONSTRAINT "memberships_kind" CHECK ("memberships"."kind" in ('home', 'assigned', 'serving'))
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"parent_id" uuid,
	"ancestor_ids" uuid[] NOT NULL,
	"name" text NOT NULL,
	"aliases" text[] DEFAULT '{}' NOT NULL,
	"code" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "nodes_kind" CHECK ("nodes"."kind" in ('district', 'subdistrict', 'community', 'station')),
	CONSTRAINT "nodes_root" CHECK (("nodes"."kind" = 'district') = ("nodes"."parent_id" is null))
);
--> statement-breakpoint
CREATE TABLE "number_series" (
	"name" text PRIMARY KEY NOT NULL,
	"last_number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_statuses" (
	"person_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"political_status" text NOT NULL,
	"party_tie" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "person_statuses_one_a_day" PRIMARY KEY("person_id","since_on"),
	CONSTRAINT "person_statuses_political_status" CHECK ("person_statuses"."political_status" in ('partyMember', 'probationaryMember', 'leagueMember', 'masses')),
	CONSTRAINT "person_statuses_party_tie" CHECK ("person_statuses"."party_tie" in ('organInService', 'otherInService', 'retired', 'residence'))
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"gender" text,
	"born_on" date,
	"phone_sealed" text,
	"phone_hash" text,
	"work_unit" text,
	"household_id" uuid,
	"lives_alone" boolean DEFAULT false NOT NULL,
	"books_community_id" uuid NOT NULL,
	"former_books_ids" uuid[] DEFAULT '{}' NOT NULL,
	"registered_on" date NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "relations" (
	"person_id" uuid NOT NULL,
	"relative_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"verified_by_id" uuid NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	"savings_consent_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "relations_once" PRIMARY KEY("person_id","relative_id"),
	CONSTRAINT "relations_not_self" CHECK ("relations"."person_id" <> "relations"."relative_id")
);
--> statement-breakpoint
CREATE TABLE "role_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"node_id" uuid NOT NULL,
	"granted_by_id" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"revoked_by_id" uuid,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "role_grants_role" CHECK ("role_grants"."role" in ('volunteer', 'resident', 'teamLeader', 'coordinator', 'districtAdministrator', 'supervisor', 'auditor'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid,
	"phone_hash" text NOT NULL,
	"phone_sealed" text NOT NULL,
	"cookie_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_reason" text,
	CONSTRAINT "sessions_cookie" UNIQUE("cookie_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"phone_hash" text NOT NULL,
	"phone_sealed" text NOT NULL,
	"code_hash" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "volunteers" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"certificate_number" text NOT NULL,
	"certificate_on" date NOT NULL,
	"card_number" text,
	"card_on" date,
	"skills" text[] DEFAULT '{}' NOT NULL,
	"guardian_consent_on" date,
	"recruitment" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "volunteers_certificate_number" UNIQUE("certificate_number"),
	CONSTRAINT "volunteers_card_number" UNIQUE("card_number")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_community_id_nodes_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_statuses" ADD CONSTRAINT "person_statuses_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_household_id_households_id_fk" FOREIGN KEY ("household_id") REFERENCES "public"."households"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_books_community_id_nodes_id_fk" FOREIGN KEY ("books_community_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_relative_id_persons_id_fk" FOREIGN KEY ("relative_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_node_id_nodes_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volunteers" ADD CONSTRAINT "volunteers_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "consents_one_open" ON "consents" USING btree ("person_id","kind") WHERE "consents"."withdrawn_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_one_open" ON "memberships" USING btree ("person_id","community_id","kind") WHERE "memberships"."until_on" is null;--> statement-breakpoint
CREATE INDEX "memberships_by_community" ON "memberships" USING btree ("community_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "nodes_one_name" ON "nodes" USING btree ("parent_id","kind","name");--> statement-breakpoint
CREATE UNIQUE INDEX "nodes_one_district" ON "nodes" USING btree ("kind") WHERE "nodes"."kind" = 'district';--> statement-breakpoint
CREATE INDEX "persons_by_phone" ON "persons" USING btree ("phone_hash");--> statement-breakpoint
CREATE INDEX "persons_by_household" ON "persons" USING btree ("household_id");--> statement-breakpoint
CREATE INDEX "persons_by_books" ON "persons" USING btree ("books_community_id");--> statement-breakpoint
CREATE UNIQUE INDEX "role_grants_one_open" ON "role_grants" USING btree ("person_id","role","node_id") WHERE "role_grants"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_by_person" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sign_in_codes_by_expiry" ON "sign_in_codes" USING btree ("expires_at");