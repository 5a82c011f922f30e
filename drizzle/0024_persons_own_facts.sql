-- What is filed of one person, ended and withdrawn too, without reading everybody's.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE INDEX "consents_by_person" ON "consents" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "memberships_by_person" ON "memberships" USING btree ("person_id");