-- People are found by pieces of their name, pinyin, the end of a number: filled at registration, and for those
-- registered before by a job, since only the application knows pinyin and the keys.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "search_terms" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"spelling" text NOT NULL,
	"reading" text NOT NULL,
	"terms" text[] NOT NULL,
	"phone_drawer" smallint
);
--> statement-breakpoint
ALTER TABLE "search_terms" ADD CONSTRAINT "search_terms_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_terms_by_term" ON "search_terms" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "search_terms_by_phone_drawer" ON "search_terms" USING btree ("phone_drawer");--> statement-breakpoint
CREATE INDEX "volunteers_by_certificate_end" ON "volunteers" USING btree (reverse("certificate_number") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "volunteers_by_card_end" ON "volunteers" USING btree (reverse("card_number") text_pattern_ops);