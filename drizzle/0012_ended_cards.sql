CREATE TABLE "ended_cards" (
	"card_number" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"card_on" date NOT NULL,
	"ended_on" date NOT NULL,
	CONSTRAINT "ended_cards_in_order" CHECK ("ended_cards"."ended_on" >= "ended_cards"."card_on")
);
--> statement-breakpoint
ALTER TABLE "ended_cards" ADD CONSTRAINT "ended_cards_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ended_cards_by_person" ON "ended_cards" USING btree ("person_id");