-- A drawing whose round was never named while sales were open is missed too, and says so, instead of failing again and
-- again to become it.
ALTER TABLE "drawing" DROP CONSTRAINT "drawing_named";
ALTER TABLE "drawing" ADD CONSTRAINT "drawing_named" CHECK (
  state IN ('planned', 'cancelled', 'missed') OR method <> 'beacon' OR (chain_hash IS NOT NULL AND round IS NOT NULL AND round_named_at IS NOT NULL));
