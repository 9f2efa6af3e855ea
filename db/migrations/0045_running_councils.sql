CREATE TABLE "council_speech" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"item_id" uuid,
	"participant" uuid NOT NULL,
	"person_id" uuid,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"given_at" timestamp with time zone,
	"seconds" integer,
	"ended_at" timestamp with time zone,
	"ended" text,
	CONSTRAINT "council_speech_kind" CHECK ("council_speech"."kind" in ('ordinary','faction','factual','reply','guest')),
	CONSTRAINT "council_speech_given" CHECK (("council_speech"."given_at" is null) = ("council_speech"."seconds" is null) and ("council_speech"."ended_at" is null or "council_speech"."given_at" is not null) and ("council_speech"."ended_at" is null) = ("council_speech"."ended" is null))
);
--> statement-breakpoint
CREATE TABLE "council_stay" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"from" timestamp with time zone NOT NULL,
	"until" timestamp with time zone,
	"known" text NOT NULL,
	"ended" text,
	"failing_until" timestamp with time zone,
	CONSTRAINT "council_stay_mode" CHECK ("council_stay"."mode" in ('hall','remote')),
	CONSTRAINT "council_stay_times" CHECK ("council_stay"."until" is null or "council_stay"."until" >= "council_stay"."from"),
	CONSTRAINT "council_stay_ended" CHECK (("council_stay"."until" is null) = ("council_stay"."ended" is null))
);
--> statement-breakpoint
ALTER TABLE "council_session" ADD COLUMN "presiding_lost_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "council_session" ADD COLUMN "interpreter" uuid;--> statement-breakpoint
ALTER TABLE "council_session" ADD COLUMN "agenda_approved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "council_speech" ADD CONSTRAINT "council_speech_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speech" ADD CONSTRAINT "council_speech_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_speech" ADD CONSTRAINT "council_speech_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_stay" ADD CONSTRAINT "council_stay_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_stay" ADD CONSTRAINT "council_stay_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_speech_session" ON "council_speech" USING btree ("session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "council_speech_floor" ON "council_speech" USING btree ("session_id") WHERE "council_speech"."given_at" is not null and "council_speech"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "council_speech_waiting" ON "council_speech" USING btree ("session_id","participant","kind") WHERE "council_speech"."given_at" is null and "council_speech"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "council_stay_session" ON "council_stay" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "council_stay_person" ON "council_stay" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "council_stay_open" ON "council_stay" USING btree ("session_id","person_id","mode") WHERE "council_stay"."until" is null;--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_stay','council_speech'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_stay, council_speech FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (until, ended, failing_until) ON council_stay TO sal_app;
--> statement-breakpoint
GRANT UPDATE (withdrawn_at, given_at, seconds, ended_at, ended) ON council_speech TO sal_app;
--> statement-breakpoint
-- Who was there and who spoke stands in the minutes.
CREATE POLICY see ON council_stay FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY see ON council_speech FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY run ON council_stay TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY run ON council_speech TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE FUNCTION sal_sessions_sat() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM council_session WHERE state <> 'draft' AND body_id IN (SELECT sal_councils_sat())
$$;
--> statement-breakpoint
-- Members check themselves in, and out, in the hall; that somebody is present by picture and sound only the media server says.
CREATE POLICY myself ON council_stay TO sal_app
	USING (person_id = (SELECT sal_person()) AND mode = 'hall' AND session_id IN (SELECT sal_sessions_sat()))
	WITH CHECK (person_id = (SELECT sal_person()) AND mode = 'hall' AND session_id IN (SELECT sal_sessions_sat()));
--> statement-breakpoint
-- Whoever may speak asks for the floor, and may take it back; nobody gives it to themself.
CREATE POLICY asks ON council_speech FOR INSERT TO sal_app WITH CHECK (
	person_id = (SELECT sal_person()) AND participant = (SELECT sal_person()) AND given_at IS NULL AND (SELECT sal_represented()) IS NULL AND session_id IN (SELECT sal_sessions_seen())
	AND (session_id IN (SELECT sal_sessions_sat()) OR session_id IN (SELECT s.id FROM council_session s WHERE s.meeting_id IN (SELECT sal_meetings_shared()))));
--> statement-breakpoint
CREATE POLICY takes_back ON council_speech FOR UPDATE TO sal_app
	USING (person_id = (SELECT sal_person()) AND given_at IS NULL AND (SELECT sal_represented()) IS NULL) WITH CHECK (person_id = (SELECT sal_person()) AND given_at IS NULL);
