-- Classes and maps that no gate asks for any more are swept.
ALTER TABLE "eligibility_class" ADD COLUMN "asked_at" TIMESTAMPTZ(3);
UPDATE "eligibility_class" SET "asked_at" = "created_at";
ALTER TABLE "eligibility_class" ALTER COLUMN "asked_at" SET NOT NULL;
CREATE INDEX "eligibility_class_asked_at_idx" ON "eligibility_class" ("asked_at");
