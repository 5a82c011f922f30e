-- 无法联系 is a reply only after three tries on two days, as the diary says (SE-67). A policy may ask
-- for more; this is the least, whoever writes.
SET LOCAL lock_timeout = '5s';--> statement-breakpoint
CREATE FUNCTION requests_unreachable_tried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tries integer;
  days integer;
BEGIN
  SELECT count(*), count(DISTINCT (d.recorded_at AT TIME ZONE 'Asia/Shanghai')::date)
    INTO tries, days
    FROM public.request_diary d
   WHERE d.community_id = NEW.community_id AND d.request_id = NEW.id AND d.act = 'contact-failed'
     AND NOT EXISTS (
       SELECT FROM public.request_diary e
        WHERE e.community_id = d.community_id AND e.request_id = d.request_id
          AND e.act IN ('contact', 'answer') AND e.id > d.id);
  IF tries < 3 OR days < 2 THEN
    RAISE EXCEPTION 'unreachable after % tries on % days', tries, days
      USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_unreachable_tried', TABLE = 'requests';
  END IF;
  RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER requests_unreachable_tried_insert BEFORE INSERT ON requests
  FOR EACH ROW WHEN (NEW.reply_kind = 'unreachable')
  EXECUTE FUNCTION requests_unreachable_tried();--> statement-breakpoint
CREATE TRIGGER requests_unreachable_tried_update BEFORE UPDATE ON requests
  FOR EACH ROW WHEN (NEW.reply_kind = 'unreachable' AND (
    OLD.reply_kind IS DISTINCT FROM NEW.reply_kind OR OLD.answered_at IS DISTINCT FROM NEW.answered_at))
  EXECUTE FUNCTION requests_unreachable_tried();
