ALTER TABLE "person" DROP CONSTRAINT "person_role";--> statement-breakpoint
ALTER TABLE "person" DROP CONSTRAINT "person_organisation_id_organisation_id_fk";
--> statement-breakpoint
DROP INDEX "person_organisation";--> statement-breakpoint
ALTER TABLE "person" DROP COLUMN "role";--> statement-breakpoint
ALTER TABLE "person" DROP COLUMN "organisation_id";