-- Whoever enters a number while the drawing is being confirmed waits for that, and is then refused: nothing is entered
-- beside what was confirmed.
CREATE OR REPLACE FUNCTION hand_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.drawing_id ELSE NEW.drawing_id END;
BEGIN
  PERFORM 1 FROM drawing WHERE id = of AND method = 'hand' AND state = 'frozen' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'drawing %: no numbers are entered now', of USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
