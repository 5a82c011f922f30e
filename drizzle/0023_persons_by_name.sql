-- Whom a whole name on a sheet means, in a district of hundreds of thousands.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE INDEX "persons_by_name" ON "persons" USING btree ("name");
