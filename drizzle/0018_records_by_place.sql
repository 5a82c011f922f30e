-- Everything served at a place in a period, page by page: the export of a community's records.
CREATE INDEX "service_records_by_place" ON "service_records" USING btree ("served_at_id","starts_at","id");
