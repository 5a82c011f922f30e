-- GiST over scalars, for "no two approved records of one person overlap".
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;
