-- Members who know one another (U12): one row for each pair that has asked, whichever of the two did. A question to an
-- address that is nobody's looks the same to whoever asked, and waits for somebody who proves that address.
CREATE TABLE "connection" (
  "id" uuid NOT NULL,
  "asker_id" uuid NOT NULL,
  "other_id" uuid,
  "state" text NOT NULL DEFAULT 'asked',
  "via" text NOT NULL,
  "email" text,
  "asked_at" timestamptz(3) NOT NULL,
  "answered_at" timestamptz(3),
  CONSTRAINT "connection_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "connection_asker_id_fkey" FOREIGN KEY ("asker_id") REFERENCES "member" ("id"),
  CONSTRAINT "connection_other_id_fkey" FOREIGN KEY ("other_id") REFERENCES "member" ("id"),
  CONSTRAINT "connection_two_people" CHECK ("asker_id" <> "other_id"),
  CONSTRAINT "connection_to_somebody" CHECK ("other_id" IS NOT NULL OR ("email" IS NOT NULL AND "state" <> 'accepted')),
  CONSTRAINT "connection_state" CHECK ("state" IN ('asked', 'accepted', 'declined', 'removed')),
  CONSTRAINT "connection_answered" CHECK (("state" = 'asked') = ("answered_at" IS NULL)),
  CONSTRAINT "connection_via" CHECK ("via" IN ('email', 'link') AND ("via" = 'email') = ("email" IS NOT NULL))
);
CREATE UNIQUE INDEX "connection_pair_once" ON "connection" (least("asker_id", "other_id"), greatest("asker_id", "other_id"))
  WHERE "state" IN ('asked', 'accepted');
CREATE UNIQUE INDEX "connection_waiting_once" ON "connection" ("asker_id", "email") WHERE "other_id" IS NULL AND "state" = 'asked';
CREATE INDEX "connection_waiting" ON "connection" ("email") WHERE "other_id" IS NULL AND "state" = 'asked';
CREATE INDEX "connection_other_id_idx" ON "connection" ("other_id");
CREATE INDEX "connection_asker_id_idx" ON "connection" ("asker_id");

-- Whom a member wants to hear nothing from. The blocked one is never told.
CREATE TABLE "member_block" (
  "member_id" uuid NOT NULL,
  "blocked_id" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "member_block_pkey" PRIMARY KEY ("member_id", "blocked_id"),
  CONSTRAINT "member_block_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
  CONSTRAINT "member_block_blocked_id_fkey" FOREIGN KEY ("blocked_id") REFERENCES "member" ("id"),
  CONSTRAINT "member_block_somebody_else" CHECK ("member_id" <> "blocked_id")
);

-- A member's own link by which others ask to connect; a new one ends the one before it. Only the token's hash is kept.
CREATE TABLE "connection_link" (
  "member_id" uuid NOT NULL,
  "token_hash" text NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "connection_link_pkey" PRIMARY KEY ("member_id"),
  CONSTRAINT "connection_link_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member" ("id")
);
CREATE UNIQUE INDEX "connection_link_token_hash_key" ON "connection_link" ("token_hash");
