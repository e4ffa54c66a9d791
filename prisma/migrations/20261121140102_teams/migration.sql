-- Teams of an organisation (U4): each of its people may use the sections named, or everything.
ALTER TABLE "member_role" ADD COLUMN "sections" text[] NOT NULL DEFAULT ARRAY['everything'];
ALTER TABLE "member_role" ADD CONSTRAINT "role_sections" CHECK (
  "sections" = ARRAY['everything'] OR ("kind" = 'organisation' AND cardinality("sections") > 0
    AND "sections" <@ ARRAY['raffles', 'sales', 'draws', 'participants', 'money', 'team']));

CREATE TABLE "team_invitation" (
  "id" uuid NOT NULL,
  "organisation_id" uuid NOT NULL,
  "email" text NOT NULL,
  "sections" text[] NOT NULL CHECK (cardinality("sections") > 0),
  "token_hash" text NOT NULL,
  "invited_by" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "ended_at" timestamptz(3),
  "accepted_by" uuid,
  CONSTRAINT "team_invitation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "team_invitation_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id"),
  CONSTRAINT "team_invitation_email" CHECK ("email" = lower("email") AND position('@' IN "email") > 1),
  CONSTRAINT "team_invitation_accepted" CHECK ("accepted_by" IS NULL OR "ended_at" IS NOT NULL)
);
CREATE UNIQUE INDEX "team_invitation_token_hash_key" ON "team_invitation" ("token_hash");
-- One open invitation for each address: a second one takes the place of the first.
CREATE UNIQUE INDEX "team_invitation_open" ON "team_invitation" ("organisation_id", "email") WHERE "ended_at" IS NULL;
