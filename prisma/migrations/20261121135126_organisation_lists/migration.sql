-- Lists that an organisation keeps once, for all its games (J12).
CREATE TABLE "organisation_list_entry" (
  "id" uuid NOT NULL,
  "organisation_id" uuid NOT NULL,
  "area_id" text NOT NULL,
  "list" "list_kind" NOT NULL,
  "coverage" "coverage",
  "permit_number" text,
  "valid_from" timestamptz(3),
  "valid_to" timestamptz(3),
  "created_by" uuid,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "organisation_list_entry_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "organisation_list_entry_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id"),
  CONSTRAINT "organisation_list_entry_area" FOREIGN KEY ("area_id") REFERENCES "area" ("id"),
  CONSTRAINT "organisation_list_entry_coverage" CHECK (("list" = 'permission') = ("coverage" IS NOT NULL)),
  CONSTRAINT "organisation_list_entry_permit" CHECK ("permit_number" IS NULL OR "list" = 'permission'),
  CONSTRAINT "organisation_list_entry_validity" CHECK ("valid_to" IS NULL OR "valid_from" IS NULL OR "valid_to" > "valid_from")
);
CREATE UNIQUE INDEX "organisation_list_entry_organisation_id_area_id_list_key" ON "organisation_list_entry" ("organisation_id", "area_id", "list");
CREATE TRIGGER bump_rules_version AFTER INSERT OR UPDATE OR DELETE ON organisation_list_entry FOR EACH STATEMENT EXECUTE FUNCTION bump_rules_version();

-- Where lists follow an organisation's own place, a change of that place changes them.
CREATE TRIGGER bump_rules_version AFTER UPDATE OF governing_area_id, area_ids, registration ON organisation
  FOR EACH STATEMENT EXECUTE FUNCTION bump_rules_version();
