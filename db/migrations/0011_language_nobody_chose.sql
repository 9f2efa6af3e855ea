ALTER TABLE "person" ALTER COLUMN "locale" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "person" ALTER COLUMN "locale" DROP NOT NULL;--> statement-breakpoint
-- What was there was the default of the table, which nobody had chosen.
UPDATE "person" SET "locale" = NULL;
