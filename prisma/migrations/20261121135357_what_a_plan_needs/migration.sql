-- What a raffle says and plans beside the shared columns: sponsors of the whole raffle (R1), the way to the drawing, and
-- the fees that the organisation expects beside the venue's own (R10).
ALTER TABLE raffle
  ADD COLUMN sponsors text[] NOT NULL DEFAULT '{}',
  ADD COLUMN draw_directions text NOT NULL DEFAULT '',
  ADD COLUMN processing_basis_points integer NOT NULL DEFAULT 290,
  ADD COLUMN processing_per_ticket_minor integer NOT NULL DEFAULT 0,
  ADD COLUMN licence_minor integer NOT NULL DEFAULT 0,
  ADD COLUMN regulator_basis_points integer NOT NULL DEFAULT 0;
ALTER TABLE raffle ADD CONSTRAINT raffle_planned_fees CHECK (
  processing_basis_points BETWEEN 0 AND 10000 AND regulator_basis_points BETWEEN 0 AND 10000
  AND processing_per_ticket_minor >= 0 AND licence_minor >= 0);
