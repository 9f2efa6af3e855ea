CREATE TABLE "recording_erasure" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"recording_id" uuid NOT NULL,
	"grounds" text NOT NULL,
	"reason" text NOT NULL,
	"asked_by" uuid,
	"asked_at" timestamp with time zone NOT NULL,
	"withdrawn_by" uuid,
	"withdrawn_at" timestamp with time zone,
	"confirmed_by" uuid,
	"confirmed_at" timestamp with time zone,
	"package_sha256" text,
	CONSTRAINT "recording_erasure_grounds" CHECK (("recording_erasure"."grounds" = 'asked' and "recording_erasure"."asked_by" is not null) or ("recording_erasure"."grounds" = 'retention-over' and "recording_erasure"."confirmed_at" is not null)),
	CONSTRAINT "recording_erasure_two_people" CHECK ("recording_erasure"."confirmed_by" <> "recording_erasure"."asked_by")
);
--> statement-breakpoint
ALTER TABLE "recording" DROP CONSTRAINT "recording_state";--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "locked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "kept_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "kept_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "kept_by" uuid;--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "kept_reason" text;--> statement-breakpoint
ALTER TABLE "recording" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recording_erasure" ADD CONSTRAINT "recording_erasure_recording_id_recording_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recording"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_erasure" ADD CONSTRAINT "recording_erasure_asked_by_person_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_erasure" ADD CONSTRAINT "recording_erasure_withdrawn_by_person_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_erasure" ADD CONSTRAINT "recording_erasure_confirmed_by_person_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "recording_erasure_current" ON "recording_erasure" USING btree ("recording_id") WHERE "recording_erasure"."withdrawn_at" is null;--> statement-breakpoint
ALTER TABLE "recording" ADD CONSTRAINT "recording_kept_by_person_id_fk" FOREIGN KEY ("kept_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording" ADD CONSTRAINT "recording_state" CHECK ("recording"."state" in ('recording','stored','sealed','preparing','ready','failed','erasing','erased'));
--> statement-breakpoint
-- Hand-written: who asks for an erasing and who confirms it. What was written when it was asked for stays; rows are never deleted.
ALTER TABLE recording_erasure ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE recording_erasure FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON recording_erasure FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (withdrawn_by, withdrawn_at, confirmed_by, confirmed_at, package_sha256) ON recording_erasure TO sal_app;
--> statement-breakpoint
-- May the actor confirm that this recording is erased? Those who look after the records of its house; hosts and administrators only ask or see.
CREATE FUNCTION sal_may_erase(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording r WHERE r.id = wanted AND (
			(r.kind = 'call' AND (r.organisation_id = sal_office() OR (sal_role() = 'clerk' AND r.organisation_id IN (SELECT sal_scope()))))
			OR (r.kind = 'case' AND r.organisation_id = sal_case_records())))
$$;
--> statement-breakpoint
CREATE POLICY owner ON recording_erasure TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY keeper_sees ON recording_erasure FOR SELECT TO sal_app USING (sal_may_keep(recording_id));
--> statement-breakpoint
CREATE POLICY keeper_asks ON recording_erasure FOR INSERT TO sal_app WITH CHECK (
	sal_may_keep(recording_id) AND grounds = 'asked' AND asked_by = (SELECT sal_person()) AND confirmed_at IS NULL);
--> statement-breakpoint
CREATE POLICY keeper_withdraws ON recording_erasure FOR UPDATE TO sal_app
	USING (sal_may_keep(recording_id) AND confirmed_at IS NULL AND withdrawn_at IS NULL)
	WITH CHECK (withdrawn_by = (SELECT sal_person()) AND confirmed_at IS NULL);
--> statement-breakpoint
CREATE POLICY second_confirms ON recording_erasure FOR UPDATE TO sal_app
	USING (sal_may_erase(recording_id) AND confirmed_at IS NULL AND withdrawn_at IS NULL)
	WITH CHECK (sal_may_erase(recording_id) AND confirmed_by = (SELECT sal_person()) AND withdrawn_at IS NULL);
--> statement-breakpoint
-- The time of a case conference's recording is over, or the erasing has been done.
CREATE POLICY job_adds ON recording_erasure FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job' AND sal_may_keep(recording_id) AND grounds = 'retention-over');
--> statement-breakpoint
CREATE POLICY job_changes ON recording_erasure FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'job' AND sal_may_keep(recording_id));
