-- Identity before withdrawal (M6): a member's documents, looked at by an administrator, or an outside service's word.
CREATE TABLE identity_check (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES member (id),
  state text NOT NULL,
  -- who checks: 'documents' (an administrator here) or an outside service's name
  checker text NOT NULL,
  outside_id text UNIQUE,
  -- null where an outside service asks for it
  document_kind text,
  -- as they stood in the account when it was asked for: what the document is compared with
  given_name text NOT NULL,
  family_name text NOT NULL,
  birth_date date NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  decided_at timestamptz(3),
  decided_by uuid REFERENCES member (id),
  reason_code text,
  note text,
  documents_gone_at timestamptz(3),
  CONSTRAINT identity_check_state CHECK (state IN ('open', 'approved', 'refused', 'withdrawn', 'lapsed')),
  CONSTRAINT identity_check_kind CHECK (document_kind IN ('passport', 'driving-licence', 'identity-card')),
  CONSTRAINT identity_check_decided CHECK ((state = 'open') = (decided_at IS NULL)),
  CONSTRAINT identity_check_reason CHECK ((state = 'refused') = (reason_code IS NOT NULL)),
  CONSTRAINT identity_check_word CHECK (state NOT IN ('approved', 'refused', 'lapsed') OR checker <> 'documents' OR decided_by IS NOT NULL),
  -- nobody decides about their own
  CONSTRAINT identity_check_another CHECK (decided_by <> member_id)
);
-- One that waits, and one that stands, at most.
CREATE UNIQUE INDEX identity_check_open ON identity_check (member_id) WHERE state = 'open';
CREATE UNIQUE INDEX identity_check_approved ON identity_check (member_id) WHERE state = 'approved';
CREATE INDEX identity_check_of ON identity_check (member_id, requested_at);

-- Sealed with a key that is not in the database; taken away some days after the decision.
CREATE TABLE identity_document (
  id uuid PRIMARY KEY,
  check_id uuid NOT NULL REFERENCES identity_check (id),
  side text NOT NULL,
  content_type text NOT NULL,
  key_version integer NOT NULL,
  nonce bytea NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT identity_document_once UNIQUE (check_id, side),
  CONSTRAINT identity_document_side CHECK (side IN ('front', 'back')),
  CONSTRAINT identity_document_type CHECK (content_type IN ('image/webp', 'application/pdf')),
  CONSTRAINT identity_document_nonce CHECK (octet_length(nonce) = 12 AND octet_length(sealed) > 16)
);

CREATE FUNCTION identity_check_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The name may be corrected to the document's with the approval, and never else.
  IF (NEW.id, NEW.member_id, NEW.checker, NEW.document_kind, NEW.birth_date, NEW.requested_at)
       IS DISTINCT FROM (OLD.id, OLD.member_id, OLD.checker, OLD.document_kind, OLD.birth_date, OLD.requested_at)
     OR (NEW.given_name, NEW.family_name) IS DISTINCT FROM (OLD.given_name, OLD.family_name)
       AND NOT (OLD.state = 'open' AND NEW.state = 'approved') THEN
    RAISE EXCEPTION 'identity check %: what was asked for cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'open>approved', 'open>refused', 'open>withdrawn', 'approved>lapsed']) THEN
    RAISE EXCEPTION 'identity check %: % cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  -- Approved is what the account says at this moment, not what it said when the documents were sent.
  IF NEW.state = 'approved' AND OLD.state = 'open' AND NOT EXISTS (
      SELECT 1 FROM member m WHERE m.id = NEW.member_id
         AND (m.given_name, m.family_name, m.birth_date) = (NEW.given_name, NEW.family_name, NEW.birth_date)) THEN
    RAISE EXCEPTION 'identity check %: the account has changed', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER identity_check_moves BEFORE UPDATE ON identity_check FOR EACH ROW EXECUTE FUNCTION identity_check_moves();

CREATE FUNCTION identity_check_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'open' THEN
    RAISE EXCEPTION 'identity check %: begins open', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER identity_check_begins BEFORE INSERT ON identity_check FOR EACH ROW EXECUTE FUNCTION identity_check_begins();

-- Another name or birth date is another person until somebody has looked again.
CREATE FUNCTION identity_lapses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.given_name, NEW.family_name, NEW.birth_date) IS DISTINCT FROM (OLD.given_name, OLD.family_name, OLD.birth_date) THEN
    UPDATE identity_check SET state = 'lapsed' WHERE member_id = NEW.id AND state = 'approved';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER identity_lapses AFTER UPDATE OF given_name, family_name, birth_date ON member FOR EACH ROW EXECUTE FUNCTION identity_lapses();
