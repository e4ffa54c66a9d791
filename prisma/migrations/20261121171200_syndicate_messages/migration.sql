-- What a manager writes to the members of a syndicate; each letter names it.
CREATE TABLE syndicate_message (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  author_id uuid NOT NULL REFERENCES member (id),
  text text NOT NULL,
  written_at timestamptz(3) NOT NULL,
  CONSTRAINT syndicate_message_text CHECK (length(text) BETWEEN 1 AND 2000)
);
CREATE INDEX syndicate_message_of ON syndicate_message (syndicate_id, written_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_message FOR EACH ROW EXECUTE FUNCTION append_only();
