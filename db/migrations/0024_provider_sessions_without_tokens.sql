ALTER TABLE "provider_attempt" DROP CONSTRAINT "provider_attempt_person_id_person_id_fk";
--> statement-breakpoint
ALTER TABLE "provider_attempt" DROP COLUMN "person_id";--> statement-breakpoint
ALTER TABLE "provider_session" DROP COLUMN "id_token";