-- Winners are known to the venue before the show has told everybody: pages that speak of a ticket wait for its end.
ALTER TABLE "drawing" ADD COLUMN "reveal_ends_at" TIMESTAMPTZ(3);
UPDATE "drawing" SET "reveal_ends_at" = "drawn_at" + interval '10 minutes' WHERE "state" = 'drawn';
ALTER TABLE "drawing" ADD CONSTRAINT "drawing_reveal" CHECK (state <> 'drawn' OR reveal_ends_at IS NOT NULL);
