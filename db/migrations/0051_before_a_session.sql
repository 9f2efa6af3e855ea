CREATE TABLE "council_answer" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "council_answer_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"session_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"answer" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"by_person" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_answer_answer" CHECK ("council_answer"."answer" in ('hall','remote','excused')),
	CONSTRAINT "council_answer_reason" CHECK (length("council_answer"."reason") <= 500)
);
--> statement-breakpoint
CREATE TABLE "council_speaker" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"behalf" text DEFAULT '' NOT NULL,
	"item_id" uuid,
	"link_id" uuid NOT NULL,
	"locale" text DEFAULT 'cs' NOT NULL,
	"invited_by" uuid NOT NULL,
	"invited_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "mail_body" ADD COLUMN "calendar" text;--> statement-breakpoint
ALTER TABLE "council_answer" ADD CONSTRAINT "council_answer_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_answer" ADD CONSTRAINT "council_answer_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_answer" ADD CONSTRAINT "council_answer_by_person_person_id_fk" FOREIGN KEY ("by_person") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speaker" ADD CONSTRAINT "council_speaker_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speaker" ADD CONSTRAINT "council_speaker_link_id_guest_link_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."guest_link"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speaker" ADD CONSTRAINT "council_speaker_invited_by_person_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speaker" ADD CONSTRAINT "council_speaker_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_answer_session" ON "council_answer" USING btree ("session_id","person_id","id");--> statement-breakpoint
CREATE INDEX "council_answer_person" ON "council_answer" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "council_speaker_once" ON "council_speaker" USING btree ("session_id",lower("email")) WHERE "council_speaker"."withdrawn_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "council_speaker_link" ON "council_speaker" USING btree ("link_id");--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_answer','council_speaker'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_answer, council_speaker FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (withdrawn_at) ON council_speaker TO sal_app;
--> statement-breakpoint
-- Who comes and why somebody does not is for those who run the session, and for oneself.
CREATE POLICY see ON council_answer FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_run()) OR person_id = (SELECT sal_person()));
--> statement-breakpoint
-- A mandate is personal: sal_councils_sat is empty for whoever acts in somebody's place.
CREATE POLICY add ON council_answer FOR INSERT TO sal_app WITH CHECK (by_person = (SELECT sal_person()) AND (
	session_id IN (SELECT sal_sessions_run())
	OR (person_id = (SELECT sal_person()) AND session_id IN (SELECT s.id FROM council_session s WHERE s.body_id IN (SELECT sal_councils_sat())))));
--> statement-breakpoint
CREATE POLICY see ON council_speaker FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY add ON council_speaker FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()) AND invited_by = (SELECT sal_person()));
--> statement-breakpoint
CREATE POLICY change ON council_speaker FOR UPDATE TO sal_app USING (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
-- A session that was called off before anybody knew of it stays what a draft was: for those who run it.
CREATE OR REPLACE FUNCTION sal_sessions_inside() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE run uuid[] := ARRAY(SELECT sal_councils_run()); sat uuid[] := ARRAY(SELECT sal_councils_sat()); audited uuid[] := ARRAY(SELECT sal_scope('region.auditor'));
BEGIN
	RETURN QUERY SELECT id FROM council_session WHERE body_id = ANY (run)
		OR (state <> 'draft' AND (state <> 'cancelled' OR published_at IS NOT NULL) AND (body_id = ANY (sat) OR organisation_id = ANY (audited)));
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_sessions_seen() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT sal_sessions_inside()
		UNION SELECT s.id FROM council_session s JOIN council_body b ON b.id = s.body_id WHERE s.state <> 'draft' AND (s.state <> 'cancelled' OR s.published_at IS NOT NULL) AND b.public_sessions;
	IF sal_kind() = 'person' THEN
		RETURN QUERY SELECT s.id FROM council_session s WHERE s.state <> 'draft' AND (s.state <> 'cancelled' OR s.published_at IS NOT NULL) AND s.meeting_id IN (SELECT sal_meetings_shared());
	ELSIF sal_kind() = 'guest' THEN
		RETURN QUERY SELECT s.id FROM council_session s WHERE s.state <> 'draft' AND s.meeting_id = (sal_actor()->>'meeting')::uuid;
	END IF;
END $$;
