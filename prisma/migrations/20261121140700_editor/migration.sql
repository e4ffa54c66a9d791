-- What the editor of a raffle keeps: the form as it was typed with every change of it, pictures, and places of sale.

-- ── the form (R9) ────────────────────────────────────────────────────────────────────────────────────────────────────
-- Texts by field, right or wrong; what is right in it stands in the raffle's own columns as well.
CREATE TABLE raffle_form (
  raffle_id uuid PRIMARY KEY REFERENCES raffle (game_id) ON DELETE CASCADE,
  form jsonb NOT NULL CHECK (jsonb_typeof(form) = 'object'),
  revision integer NOT NULL CHECK (revision > 0),
  -- How many fields hold what could not be taken into the draft: it waits for them.
  faults integer NOT NULL DEFAULT 0 CHECK (faults >= 0),
  updated_at timestamptz(3) NOT NULL,
  updated_by uuid NOT NULL REFERENCES member (id)
);
-- Who typed what over what: the later of two editors is told from these, and any revision can be had back.
CREATE TABLE raffle_form_change (
  raffle_id uuid NOT NULL REFERENCES raffle_form (raffle_id) ON DELETE CASCADE,
  revision integer NOT NULL,
  field text NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  changed_by uuid NOT NULL REFERENCES member (id),
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (raffle_id, revision, field)
);

-- ── pictures (R9) ────────────────────────────────────────────────────────────────────────────────────────────────────
-- A picture as it was uploaded, but encoded anew: nothing of the sent file is kept. The point that a crop keeps is in
-- thousandths of width and height; moving it makes the crops of a new revision.
CREATE TABLE image (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  focal_x integer NOT NULL DEFAULT 500 CHECK (focal_x BETWEEN 0 AND 1000),
  focal_y integer NOT NULL DEFAULT 500 CHECK (focal_y BETWEEN 0 AND 1000),
  alternative_text text NOT NULL DEFAULT '' CHECK (length(alternative_text) <= 300),
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  uploaded_by uuid NOT NULL REFERENCES member (id),
  uploaded_at timestamptz(3) NOT NULL
);
CREATE INDEX image_organisation ON image (organisation_id);
CREATE INDEX raffle_image ON raffle (image_id) WHERE image_id IS NOT NULL;
CREATE INDEX prize_image ON prize (image_id) WHERE image_id IS NOT NULL;
-- Name `whole` is the uncut picture; the others are crops by their width in pixels.
CREATE TABLE image_variant (
  image_id uuid NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  revision integer NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (image_id, revision, name)
);

-- ── where paper tickets are sold (R7) ────────────────────────────────────────────────────────────────────────────────
CREATE TABLE sales_place (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position > 0),
  name text NOT NULL CHECK (name <> ''),
  street text NOT NULL DEFAULT '',
  city text NOT NULL DEFAULT '',
  postal_code text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  hours text NOT NULL DEFAULT '',
  map_url text,
  UNIQUE (raffle_id, position)
);
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON sales_place
  FOR EACH ROW EXECUTE FUNCTION touch_game('raffle_id');
