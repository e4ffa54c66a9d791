-- Prizes that the lottery pays to a named person alone (B17, S8): who claims, what they show, each winner's part, and two people's word.

CREATE TABLE syndicate_claim (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  purchase_id uuid NOT NULL REFERENCES lottery_purchase (id),
  draw_date text NOT NULL,
  -- open: nobody is named; proposed: asked; consented; approved-once, approved: administrators; paid; lapsed: the lottery paid
  -- without a name, or nothing
  state text NOT NULL,
  amount_minor bigint NOT NULL,
  claimant_id uuid REFERENCES member (id),
  claim_by timestamptz(3) NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  consented_at timestamptz(3),
  approved_by uuid REFERENCES member (id),
  confirmed_by uuid REFERENCES member (id),
  paid_minor bigint,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT claim_once UNIQUE (purchase_id, draw_date),
  CONSTRAINT claim_state CHECK (state IN ('open', 'proposed', 'consented', 'approved-once', 'approved', 'paid', 'lapsed')),
  CONSTRAINT claim_amount CHECK (amount_minor > 0 AND (paid_minor IS NULL OR paid_minor BETWEEN 1 AND amount_minor)),
  CONSTRAINT claim_claimant CHECK (state IN ('lapsed') OR (state = 'open') = (claimant_id IS NULL)),
  CONSTRAINT claim_consent CHECK (state NOT IN ('consented', 'approved-once', 'approved', 'paid') OR consented_at IS NOT NULL),
  CONSTRAINT claim_first CHECK (state NOT IN ('approved-once', 'approved', 'paid') OR approved_by IS NOT NULL),
  CONSTRAINT claim_two_people CHECK (state NOT IN ('approved', 'paid') OR confirmed_by IS NOT NULL AND confirmed_by <> approved_by),
  CONSTRAINT claim_not_oneself CHECK (claimant_id IS NULL OR (approved_by IS DISTINCT FROM claimant_id AND confirmed_by IS DISTINCT FROM claimant_id)),
  CONSTRAINT claim_paid CHECK ((state = 'paid') = (paid_minor IS NOT NULL))
);
CREATE INDEX claim_of ON syndicate_claim (syndicate_id);
CREATE FUNCTION claim_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.syndicate_id, NEW.purchase_id, NEW.draw_date) IS DISTINCT FROM (OLD.id, OLD.syndicate_id, OLD.purchase_id, OLD.draw_date) THEN
    RAISE EXCEPTION 'claim %: what is claimed cannot change', OLD.id;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'open>proposed', 'proposed>open', 'proposed>consented', 'consented>approved-once', 'consented>proposed', 'approved-once>approved',
      'approved-once>consented', 'approved>paid', 'open>lapsed', 'proposed>lapsed', 'consented>lapsed', 'approved-once>lapsed']) THEN
    RAISE EXCEPTION 'claim %: % cannot become %', OLD.id, OLD.state, NEW.state;
  END IF;
  -- What two people have approved is what is paid.
  IF OLD.state IN ('approved', 'paid') AND (NEW.claimant_id, NEW.amount_minor, NEW.approved_by, NEW.confirmed_by) IS DISTINCT FROM
     (OLD.claimant_id, OLD.amount_minor, OLD.approved_by, OLD.confirmed_by) THEN
    RAISE EXCEPTION 'claim %: it was approved as it is', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claim_moves BEFORE UPDATE ON syndicate_claim FOR EACH ROW EXECUTE FUNCTION claim_moves();

-- Each winner's part; who they are for the tax is sealed.
CREATE TABLE syndicate_claim_winner (
  claim_id uuid NOT NULL REFERENCES syndicate_claim (id),
  member_id uuid NOT NULL REFERENCES member (id),
  weight integer NOT NULL,
  lowest_share integer NOT NULL,
  amount_minor bigint NOT NULL,
  declined_at timestamptz(3),
  key_version integer,
  nonce bytea,
  sealed bytea,
  given_at timestamptz(3),
  -- Of the payment: what reached the wallet, and what the lottery kept back.
  net_minor bigint,
  withheld_minor bigint,
  PRIMARY KEY (claim_id, member_id),
  CONSTRAINT claim_winner_amount CHECK (amount_minor >= 0 AND weight > 0),
  CONSTRAINT claim_winner_sealed CHECK ((sealed IS NULL) = (given_at IS NULL) AND (sealed IS NULL) = (nonce IS NULL) AND (sealed IS NULL) = (key_version IS NULL)),
  CONSTRAINT claim_winner_net CHECK ((net_minor IS NULL) = (withheld_minor IS NULL) AND (net_minor IS NULL OR net_minor + withheld_minor = amount_minor))
);

CREATE TABLE syndicate_claim_document (
  id uuid PRIMARY KEY,
  claim_id uuid NOT NULL REFERENCES syndicate_claim (id),
  kind text NOT NULL,
  content_type text NOT NULL,
  key_version integer NOT NULL,
  nonce bytea NOT NULL,
  sealed bytea NOT NULL,
  uploaded_by uuid NOT NULL REFERENCES member (id),
  uploaded_at timestamptz(3) NOT NULL,
  CONSTRAINT claim_document_kind CHECK (kind IN ('identity', 'claim-form', 'tax-form', 'other')),
  CONSTRAINT claim_document_type CHECK (content_type IN ('application/pdf', 'image/webp'))
);
CREATE INDEX claim_document_of ON syndicate_claim_document (claim_id);
