DROP INDEX "council_speaker_once";--> statement-breakpoint
CREATE UNIQUE INDEX "council_speaker_once" ON "council_speaker" USING btree ("session_id",lower("email")) WHERE "council_speaker"."withdrawn_at" is null and "council_speaker"."email" <> '';--> statement-breakpoint
-- Hand-written from here.
GRANT UPDATE (email) ON council_speaker TO sal_app;
